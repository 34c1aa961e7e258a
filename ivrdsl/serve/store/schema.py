"""The tables, and how a file of an older version gets them."""

from typing import Final

from ivrdsl.serve.base.account import CAMPAIGNS, FIRST_BROADCAST

APPLICATION_ID: Final = 0x49565253
"""Marks a file as ours ("IVRS")."""

FIRST_ID: Final = 1_024_000_000_001
"""Ids are larger than 32 bits, as the platform's are, so that a reader which cannot hold them is found early."""

MIGRATIONS: Final = (
    f"""
    CREATE TABLE counter (next_id INTEGER NOT NULL);
    INSERT INTO counter VALUES ({FIRST_ID});
    CREATE TABLE actions (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        to_number TEXT NOT NULL,
        from_number TEXT NOT NULL,
        state TEXT NOT NULL,
        result TEXT,
        campaign_id INTEGER NOT NULL,
        batch_id INTEGER,
        inbound INTEGER NOT NULL,
        created_ms INTEGER NOT NULL,
        due_ms INTEGER NOT NULL,
        body TEXT NOT NULL,
        detail TEXT NOT NULL
    );
    CREATE INDEX actions_by_kind ON actions (kind, id);
    CREATE INDEX actions_by_number ON actions (to_number, id);
    CREATE INDEX actions_by_campaign ON actions (campaign_id, id) WHERE campaign_id > 0;
    CREATE INDEX actions_ready ON actions (kind, id) WHERE state = 'READY';
    CREATE INDEX actions_running ON actions (id) WHERE state = 'SELECTED';
    CREATE TABLE webhooks (id INTEGER PRIMARY KEY, resource TEXT NOT NULL, body TEXT NOT NULL);
    CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        webhook_id INTEGER NOT NULL,
        resource_id INTEGER NOT NULL,
        event TEXT NOT NULL,
        callback TEXT NOT NULL,
        secret TEXT,
        verify_tls INTEGER NOT NULL,
        body BLOB NOT NULL,
        state TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        due_ms INTEGER NOT NULL,
        attempts TEXT NOT NULL
    );
    CREATE INDEX deliveries_waiting ON deliveries (due_ms, id, callback) WHERE state = 'pending';
    CREATE TABLE broadcasts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT NULL,
        modified_ms INTEGER NOT NULL, body TEXT NOT NULL);
    CREATE TABLE numbers (number TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE do_not_call (number TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE recordings (id INTEGER PRIMARY KEY, call_id INTEGER NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL);
    CREATE INDEX recordings_by_call ON recordings (call_id);
    """,
    f"""
    CREATE TABLE do_not_text (number TEXT PRIMARY KEY) WITHOUT ROWID;
    ALTER TABLE counter ADD COLUMN clock_ms INTEGER NOT NULL DEFAULT 0;
    UPDATE actions SET campaign_id = CASE kind WHEN 'call' THEN {CAMPAIGNS["call"]} ELSE {CAMPAIGNS["text"]} END
        WHERE campaign_id = 0;
    UPDATE actions SET body = json_set(body, '$.campaignId', campaign_id) WHERE campaign_id <= {FIRST_BROADCAST};
    DROP INDEX actions_by_campaign;
    CREATE INDEX actions_by_broadcast ON actions (campaign_id, id) WHERE campaign_id > {FIRST_BROADCAST};
    CREATE INDEX actions_of_broadcast_waiting ON actions (campaign_id)
        WHERE campaign_id > {FIRST_BROADCAST} AND state IN ('READY', 'SELECTED');
    """,
    """
    CREATE TABLE deliveries_2 (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook_id INTEGER NOT NULL,
        resource_id INTEGER NOT NULL,
        event TEXT NOT NULL,
        callback TEXT NOT NULL,
        secret TEXT,
        verify_tls INTEGER NOT NULL,
        body BLOB NOT NULL,
        state TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        due_ms INTEGER NOT NULL,
        attempts TEXT NOT NULL
    );
    INSERT INTO deliveries_2 SELECT * FROM deliveries;
    DROP TABLE deliveries;
    ALTER TABLE deliveries_2 RENAME TO deliveries;
    CREATE INDEX deliveries_waiting ON deliveries (webhook_id, callback, verify_tls, due_ms, id)
        WHERE state = 'pending';
    CREATE INDEX deliveries_before ON deliveries (resource_id, id) WHERE state = 'pending';
    CREATE INDEX deliveries_over ON deliveries (id) WHERE state <> 'pending';
    """,
)
"""What brings a file from version N to N + 1, for N from 0. A change of the tables is one more, never an edit."""

VERSION: Final = len(MIGRATIONS)
