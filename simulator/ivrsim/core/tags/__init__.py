"""What each tag does: the instructions, by topic. `step` is the only caller.

A function named after an instruction runs it, and returns where the call goes on, or a TimedWait. A function that also
takes an event is told what happens while the call waits there; None means that the event changes nothing.
"""
