-- The tables of the database, wing by wing. What is marked "sealed" is encrypted, and read by the
-- program alone.
-- Ids are made in Python. Times (_at) are UTC milliseconds, days (_on) texts like 2026-09-18.
--
-- Written from the migrations, not by hand. After a new migration say in tests/storage/schema.py
-- what a new table holds, and write this anew:
--     pytest tests/storage/test_schema.py --update-golden


-- == people

-- Party cells, with their settings and how their papers look.
CREATE TABLE cells (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    place TEXT NOT NULL,
    merged_into TEXT REFERENCES cells (id),
    group_code TEXT NOT NULL UNIQUE,
    digest_hour INTEGER NOT NULL CHECK (digest_hour BETWEEN 7 AND 20),
    escalate_days INTEGER NOT NULL DEFAULT 3,
    keep_years INTEGER NOT NULL DEFAULT 5,
    profile TEXT NOT NULL DEFAULT 'hd05',
    tone_on TEXT NOT NULL DEFAULT 'u',
    term TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);
CREATE INDEX cells_by_name ON cells (name, parent);

-- What a cell was called, from which day on.
CREATE TABLE cell_names (
    cell_id TEXT NOT NULL REFERENCES cells (id),
    since TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (cell_id, since)
);

-- Whoever talks with the program, in whichever cells.
CREATE TABLE persons (
    id TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    pin TEXT, -- sealed
    lock_minutes INTEGER NOT NULL DEFAULT 5,
    created_at BIGINT NOT NULL
);

-- Rosters: who is what in a cell, outsiders and those who left among them.
CREATE TABLE members (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    person_id TEXT REFERENCES persons (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    role_since BIGINT NOT NULL DEFAULT 0,
    acting_from BIGINT,
    acting_until BIGINT,
    records BOOLEAN NOT NULL DEFAULT FALSE,
    heads_group BOOLEAN NOT NULL DEFAULT FALSE,
    kind TEXT NOT NULL DEFAULT 'official',
    standing TEXT NOT NULL DEFAULT 'active',
    exempt_reason TEXT NOT NULL DEFAULT '', -- sealed
    party_group TEXT NOT NULL DEFAULT '',
    party_post TEXT NOT NULL DEFAULT '',
    government_post TEXT NOT NULL DEFAULT '',
    organisation TEXT NOT NULL DEFAULT '',
    strengths TEXT NOT NULL DEFAULT '',
    born_on TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '', -- sealed
    until BIGINT,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    left_on TEXT NOT NULL DEFAULT '',
    left_how TEXT NOT NULL DEFAULT '',
    left_note TEXT NOT NULL DEFAULT '', -- sealed
    came_before TEXT REFERENCES persons (id)
);
CREATE INDEX members_by_cell ON members (cell_id);
CREATE INDEX members_by_person ON members (person_id);

-- Who made up the roster of a cell that went into another.
CREATE TABLE merged_members (
    cell_id TEXT NOT NULL REFERENCES cells (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    PRIMARY KEY (cell_id, member_id)
);

-- Hashes of one-time codes: invitations of members, links of persons to a channel.
CREATE TABLE codes (
    code TEXT PRIMARY KEY,
    member_id TEXT REFERENCES members (id),
    person_id TEXT REFERENCES persons (id),
    revokes BOOLEAN NOT NULL DEFAULT FALSE,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    shown TEXT NOT NULL DEFAULT '', -- sealed
    made_by TEXT REFERENCES members (id),
    asker TEXT NOT NULL DEFAULT '',
    asked_at BIGINT,
    agreed BOOLEAN,
    wrong_pins INTEGER NOT NULL DEFAULT 0,
    CHECK ((member_id IS NULL) <> (person_id IS NULL))
);
CREATE INDEX codes_by_member ON codes (member_id);

-- Who came by a cell's group link and asked to be let in.
CREATE TABLE join_requests (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    person_id TEXT NOT NULL REFERENCES persons (id),
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    accepted BOOLEAN
);
CREATE INDEX join_requests_by_cell ON join_requests (cell_id);
CREATE INDEX join_requests_by_person ON join_requests (person_id);

-- The secretary's post while it is on offer.
CREATE TABLE handovers (
    cell_id TEXT PRIMARY KEY REFERENCES cells (id),
    from_id TEXT NOT NULL REFERENCES members (id),
    to_id TEXT NOT NULL REFERENCES members (id),
    becomes TEXT NOT NULL,
    offered_at BIGINT NOT NULL
);

-- Rosters that were sent as a file and wait for the secretary's yes.
CREATE TABLE pending_imports (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    member_id TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    contents TEXT NOT NULL, -- sealed
    sent_at BIGINT NOT NULL
);
CREATE INDEX pending_imports_by_member ON pending_imports (member_id);


-- == devices

-- A person's address on each channel, and where the conversation stands there.
CREATE TABLE accounts (
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    reachable BOOLEAN NOT NULL,
    used_at BIGINT NOT NULL,
    member_id TEXT NOT NULL DEFAULT '',
    interview_id TEXT NOT NULL DEFAULT '',
    editing TEXT NOT NULL DEFAULT '', -- sealed
    shown TEXT NOT NULL DEFAULT '', -- sealed
    offered TEXT NOT NULL DEFAULT '', -- sealed
    menu TEXT NOT NULL DEFAULT '',
    screen TEXT NOT NULL DEFAULT '', -- sealed
    held TEXT NOT NULL DEFAULT '', -- sealed
    filed TEXT NOT NULL DEFAULT '',
    seen BIGINT,
    PRIMARY KEY (channel, address)
);
CREATE INDEX accounts_by_person ON accounts (person_id);

-- Browsers in the web chat, by the hash of their cookie, and their lock.
CREATE TABLE sessions (
    token TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL DEFAULT 0,
    locked BOOLEAN NOT NULL DEFAULT FALSE,
    wrong_pins INTEGER NOT NULL DEFAULT 0,
    own_link BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX sessions_by_person ON sessions (person_id);


-- == consent

-- Every answer of a member to a version of the consent text.
CREATE TABLE consents (
    member_id TEXT NOT NULL REFERENCES members (id),
    version INTEGER NOT NULL,
    given_at BIGINT NOT NULL,
    agreed BOOLEAN NOT NULL,
    way TEXT NOT NULL DEFAULT 'screen',
    channel TEXT NOT NULL,
    text_hash TEXT NOT NULL DEFAULT '',
    recorded_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (member_id, version, given_at)
);

-- The texts as they were shown.
CREATE TABLE consent_texts (
    hash TEXT PRIMARY KEY,
    language TEXT NOT NULL,
    body TEXT NOT NULL
);


-- == cycle

-- Each round of self-review of a cell, with its dates.
CREATE TABLE cycles (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    theme TEXT NOT NULL,
    year INTEGER NOT NULL,
    submit_on TEXT NOT NULL,
    inclusive BOOLEAN NOT NULL,
    meeting_on TEXT,
    steps TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    next_due_at BIGINT,
    looked_at BIGINT,
    keep_until TEXT NOT NULL DEFAULT '',
    purged_at BIGINT
);
CREATE INDEX cycles_by_cell ON cycles (cell_id, opened_at);
CREATE INDEX cycles_due ON cycles (next_due_at);
CREATE INDEX cycles_by_look ON cycles (looked_at);
CREATE INDEX cycles_by_keeping ON cycles (keep_until);

-- The questionnaires as they were frozen into a cycle.
CREATE TABLE cycle_forms (
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    form TEXT NOT NULL,
    position INTEGER NOT NULL,
    purpose TEXT NOT NULL DEFAULT 'review',
    member_id TEXT REFERENCES members (id),
    body TEXT NOT NULL, -- sealed
    PRIMARY KEY (cycle_id, form)
);

-- Who is excused from a cycle, or does not submit; '' is the coming cycle.
CREATE TABLE exceptions (
    cycle_id TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    made_by TEXT NOT NULL REFERENCES members (id),
    made_at BIGINT NOT NULL,
    PRIMARY KEY (cycle_id, member_id)
);
CREATE INDEX exceptions_by_member ON exceptions (member_id);

-- Who types whose paper review.
CREATE TABLE helpers (
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    helper_id TEXT NOT NULL REFERENCES members (id),
    named_at BIGINT NOT NULL,
    PRIMARY KEY (cycle_id, member_id)
);
CREATE INDEX helpers_by_helper ON helpers (helper_id);


-- == interview

-- Drafts with their answers, and where each review stands.
CREATE TABLE interviews (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    cycle_id TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    form TEXT NOT NULL,
    subject TEXT NOT NULL DEFAULT '',
    body TEXT, -- sealed
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    answers TEXT NOT NULL, -- sealed
    version INTEGER NOT NULL DEFAULT 0,
    approved_version INTEGER NOT NULL DEFAULT 0,
    entered_by TEXT NOT NULL DEFAULT '',
    submitted_at BIGINT,
    updated_at BIGINT NOT NULL,
    UNIQUE (cell_id, cycle_id, member_id, form, subject)
);
CREATE INDEX interviews_by_member ON interviews (member_id);

-- What was handed in, version by version.
CREATE TABLE versions (
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    answers TEXT NOT NULL, -- sealed
    entered_by TEXT NOT NULL DEFAULT '',
    submitted_at BIGINT NOT NULL,
    PRIMARY KEY (interview_id, version)
);


-- == review

-- What reviewers decided and asked on a version, and what was answered.
CREATE TABLE decisions (
    id TEXT PRIMARY KEY,
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    act TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    decided_at BIGINT NOT NULL,
    body TEXT NOT NULL -- sealed
);
CREATE INDEX decisions_by_interview ON decisions (interview_id, decided_at);

-- Answers that a reviewer has marked to be sent back.
CREATE TABLE collected_returns (
    id TEXT PRIMARY KEY,
    interview_id TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    body TEXT NOT NULL -- sealed
);
CREATE INDEX collected_returns_by_interview ON collected_returns (interview_id);


-- == report

-- Sentences that a secretary wrote in the place of proposed ones.
CREATE TABLE edits (
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    sentence TEXT NOT NULL,
    proposed TEXT NOT NULL, -- sealed
    words TEXT NOT NULL, -- sealed
    member_id TEXT NOT NULL REFERENCES members (id),
    edited_at BIGINT NOT NULL,
    PRIMARY KEY (cycle_id, sentence)
);

-- Masked figures of a cycle that left the committee, and who issued them.
CREATE TABLE circulated (
    cycle_id TEXT PRIMARY KEY REFERENCES cycles (id),
    figures TEXT NOT NULL,
    issued_at BIGINT NOT NULL
);


-- == papers

-- Every number given to a paper, and the frozen paper.
CREATE TABLE register (
    cell_id TEXT NOT NULL REFERENCES cells (id),
    term TEXT NOT NULL,
    type TEXT NOT NULL,
    number INTEGER NOT NULL,
    paper_id TEXT NOT NULL UNIQUE,
    cycle_id TEXT REFERENCES cycles (id),
    subject TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    issued_at BIGINT NOT NULL,
    body TEXT NOT NULL, -- sealed
    digest TEXT NOT NULL,
    PRIMARY KEY (cell_id, term, type, number)
);
CREATE INDEX register_by_cycle ON register (cycle_id, issued_at);

-- The committee's own Word form, and one that waits to be looked at.
CREATE TABLE own_forms (
    cell_id TEXT NOT NULL REFERENCES cells (id),
    waits BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL,
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (cell_id, waits)
);


-- == preparation

-- The documents that a cell goes by, in their order.
CREATE TABLE basis_documents (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    symbol TEXT NOT NULL,
    issued_on TEXT,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL
);
CREATE INDEX basis_documents_by_cell ON basis_documents (cell_id, position);

-- What there is to read for a cycle: links and files.
CREATE TABLE materials (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    title TEXT NOT NULL,
    url TEXT NOT NULL,
    media_type TEXT NOT NULL,
    body BLOB, -- sealed
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX materials_by_cycle ON materials (cycle_id, created_at);

-- Who opened a material, and confirmed to have read it.
CREATE TABLE receipts (
    material_id TEXT NOT NULL REFERENCES materials (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL REFERENCES members (id),
    opened_at BIGINT NOT NULL,
    read_at BIGINT,
    PRIMARY KEY (material_id, member_id)
);

-- What a cell plans for a cycle, for whom and until when.
CREATE TABLE plan_items (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    member_id TEXT REFERENCES members (id),
    due_on TEXT,
    created_at BIGINT NOT NULL,
    planned_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX plan_items_by_cycle ON plan_items (cycle_id, kind, created_at);


-- == reminders

-- Every reminder of whatever kind, to whom, and what became of it.
CREATE TABLE reminders (
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    day TEXT NOT NULL,
    days_before INTEGER NOT NULL,
    outbox_id TEXT,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL DEFAULT '',
    recorded_at BIGINT NOT NULL,
    ended_at BIGINT,
    number BIGINT,
    PRIMARY KEY (cycle_id, kind, about, day, member_id, days_before)
);
CREATE INDEX reminders_by_parcel ON reminders (outbox_id);
CREATE INDEX reminders_by_member ON reminders (cycle_id, member_id, recorded_at);

-- Whom the secretary has phoned.
CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    called_by TEXT NOT NULL REFERENCES members (id),
    called_at BIGINT NOT NULL
);
CREATE INDEX calls_by_cycle ON calls (cycle_id, called_at);


-- == privacy

-- Who did what to which thing, never its content.
CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    cell_id TEXT,
    person_id TEXT,
    act TEXT NOT NULL,
    object TEXT NOT NULL
);
CREATE INDEX audit_by_cell ON audit (cell_id, at);
CREATE INDEX audit_by_object ON audit (object, at);
CREATE INDEX audit_by_person ON audit (person_id, at);

-- What people asked about their own data, and the replies.
CREATE TABLE data_requests (
    id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL REFERENCES cells (id),
    member_id TEXT NOT NULL REFERENCES members (id),
    kind TEXT NOT NULL,
    wish TEXT NOT NULL, -- sealed
    asked_at BIGINT NOT NULL,
    answer_on TEXT NOT NULL,
    done_on TEXT NOT NULL,
    state TEXT NOT NULL,
    reply TEXT NOT NULL DEFAULT '', -- sealed
    settled_at BIGINT,
    settled_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX data_requests_by_cell ON data_requests (cell_id, state);
CREATE INDEX data_requests_by_member ON data_requests (member_id);

-- That there was a review which its author erased.
CREATE TABLE erasures (
    interview_id TEXT PRIMARY KEY,
    cell_id TEXT NOT NULL,
    cycle_id TEXT NOT NULL,
    member_id TEXT NOT NULL REFERENCES members (id),
    form TEXT NOT NULL,
    version INTEGER NOT NULL,
    erased_at BIGINT NOT NULL
);
CREATE INDEX erasures_by_member ON erasures (member_id);

-- What is left of a purged cycle: counts.
CREATE TABLE tombstones (
    cycle_id TEXT PRIMARY KEY REFERENCES cycles (id),
    counts TEXT NOT NULL,
    purged_at BIGINT NOT NULL
);

-- The operator's register of breaches.
CREATE TABLE breaches (
    id TEXT PRIMARY KEY,
    noticed_at BIGINT NOT NULL,
    what TEXT NOT NULL, -- sealed
    persons INTEGER,
    reported_at BIGINT,
    told_at BIGINT,
    closed_at BIGINT,
    outcome TEXT NOT NULL DEFAULT '' -- sealed
);


-- == post

-- Acts that were received, so that a second delivery is known.
CREATE TABLE inbox (
    channel TEXT NOT NULL,
    external_id TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (channel, external_id)
);
CREATE INDEX inbox_by_age ON inbox (received_at);

-- Acts that wait for their turn: a file is fetched, or many came at once.
CREATE TABLE put_aside (
    channel TEXT NOT NULL,
    act_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    address TEXT NOT NULL,
    contents TEXT NOT NULL, -- sealed
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (channel, act_id)
);
CREATE INDEX put_aside_in_order ON put_aside (channel, address, seq);

-- What is to be sent, and what became of it.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    lane INTEGER NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    cell_id TEXT,
    channel TEXT,
    address TEXT,
    contents TEXT NOT NULL, -- sealed
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    faults INTEGER NOT NULL DEFAULT 0,
    due_at BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    parts_sent TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    failure TEXT NOT NULL DEFAULT '',
    same TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_same ON outbox (same, state);
CREATE INDEX outbox_waiting ON outbox (state, lane, not_before);
CREATE INDEX outbox_by_person ON outbox (person_id, state);
CREATE INDEX outbox_by_cell ON outbox (cell_id, state);

-- Notices for a web page that was closed.
CREATE TABLE mailbox (
    person_id TEXT NOT NULL REFERENCES persons (id),
    seq BIGINT NOT NULL,
    contents TEXT NOT NULL, -- sealed
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, seq)
);

-- Files to download from the web page.
CREATE TABLE files (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    caption TEXT NOT NULL, -- sealed
    body BLOB NOT NULL, -- sealed
    material_id TEXT NOT NULL DEFAULT '',
    kept_at BIGINT NOT NULL
);
CREATE INDEX files_of_person ON files (person_id, kept_at);
CREATE INDEX files_by_age ON files (kept_at);


-- == engine

-- The newest time at which the server's clock was believed.
CREATE TABLE clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    believed_at BIGINT NOT NULL,
    rung_at BIGINT NOT NULL,
    doubted_from BIGINT
);

-- A word that only the right key opens.
CREATE TABLE vault (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    word TEXT NOT NULL
);

-- The revision of the schema.
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
