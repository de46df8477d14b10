export const sql = `
create table drafting_draft (
  agency_id uuid not null,
  id uuid not null,
  state text not null check (state in ('draft', 'submitted', 'content_approved', 'handed_over', 'withdrawn')),
  version int not null,
  content jsonb not null,
  -- sha256 of the canonical content: previews are kept by it, approvals are bound to it
  content_hash text not null,
  unit_id uuid not null,
  drafter_person_id uuid not null,
  drafter_position_id uuid not null,
  drafter_name text not null,
  signer_position_id uuid,
  signer_name text not null default '',
  receiver_count int not null default 0,
  saved_at timestamptz not null,
  saved_by text not null,
  submitted_at timestamptz,
  submitted_by text,
  content_approved_at timestamptz,
  content_approved_by text,
  approved_hash text,
  handed_over_at timestamptz,
  handed_over_by text,
  returned_reason text,
  returned_by text,
  returned_at timestamptz,
  returned_step text,
  updated_at timestamptz not null,
  primary key (agency_id, id),
  foreign key (agency_id, id) references document (agency_id, id)
);
create index drafting_draft_mine on drafting_draft (agency_id, drafter_person_id, state, updated_at desc, id desc);
create index drafting_draft_unit on drafting_draft (agency_id, unit_id, state, updated_at desc, id desc);
create index drafting_draft_state on drafting_draft (agency_id, state, updated_at desc, id desc);
create table drafting_version (
  agency_id uuid not null,
  draft_id uuid not null,
  version int not null,
  content jsonb not null,
  saved_at timestamptz not null,
  saved_by text not null,
  note text not null default '',
  -- a text that lost a race, kept beside the line of versions
  aside boolean not null default false,
  id uuid not null,
  primary key (agency_id, draft_id, id),
  foreign key (agency_id, draft_id) references drafting_draft (agency_id, id)
);
create index drafting_version_number on drafting_version (agency_id, draft_id, version desc);
create table drafting_comment (
  agency_id uuid not null,
  id uuid not null,
  draft_id uuid not null,
  parent_id uuid,
  block_id text,
  quote text not null default '',
  text text not null,
  author_person_id uuid not null,
  author_name text not null,
  author_title text not null,
  at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  primary key (agency_id, id),
  foreign key (agency_id, draft_id) references drafting_draft (agency_id, id)
);
create index drafting_comment_draft on drafting_comment (agency_id, draft_id, id);
`;
