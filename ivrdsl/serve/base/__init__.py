"""What every part of the stand-in needs: settings, the clock, who is told, who answers."""
