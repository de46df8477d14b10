/** Every table whose rows belong to one agency and hold words or people; the others say why not in `platform/row-security.test.ts`. */
const OWN = `
  file file_infection document document_file document_movement document_relation register register_entry document_freeze
  drafting_draft drafting_version drafting_comment
  signing_batch signing_session signing_part signing_check signature_care
  outgoing_document outgoing_setting outgoing_attachment outgoing_receiver outgoing_series outgoing_number
  incoming_document incoming_viewer incoming_seen incoming_upload incoming_reference
  task_directive task_assignment task_phrase
  amendment amendment_receiver amendment_request
  interchange_message interchange_outbox interchange_dispatch interchange_dispatch_event interchange_inbox interchange_intake
  interchange_origin interchange_file
  evidence_timestamp mailbridge_free_use mailbridge_mailed
  mail_folder mail_item mail_thread mail_item_event mail_draft mail_submission mail_submission_recipient mail_signing mail_free_use
  mail_contact_seen mail_box_setting mail_vacation_sent mail_file_link
  request_batch_line request_batch_movement campaign campaign_reminder campaign_movement hand_over
  notification`;

/** Rows that several offices work on: who asks, who guides, where it goes. Each column names one that may see and write the row. */
const SHARED: Record<string, readonly string[]> = {
  request: ['agency_id', 'consolidator_agency_id', 'destination_agency_id'],
  request_item: ['agency_id', 'consolidator_agency_id'],
  request_revision: ['agency_id', 'consolidator_agency_id'],
  request_signature: ['agency_id', 'consolidator_agency_id'],
  request_file: ['agency_id', 'consolidator_agency_id'],
  request_movement: ['agency_id', 'consolidator_agency_id'],
  request_batch: ['agency_id', 'destination_agency_id'],
  campaign_member: ['agency_id', 'member_agency_id'],
  proposal: ['agency_id', 'consolidator_agency_id'],
  // who went on to a forged page, who typed a password there, what was found on whose machines
  threat_incident: ['agency_id', 'person_agency_id'],
  threat_link_open: ['agency_id', 'person_agency_id'],
  threat_scan: ['agency_id', 'unit_agency_id'],
};

/** The setting is read once a statement (the inner select), so that the index of the predicate stays in use. */
const REACH = `any ((select string_to_array(nullif(current_setting('congvu.agencies', true), ''), ','))::uuid[])`;

function guard(table: string, columns: readonly string[]): string {
  const seen = columns.map((column) => `${column} = ${REACH}`).join(' or ');
  return `alter table ${table} enable row level security;
create policy own_agency on ${table} using (${seen});`;
}

/**
 * A request sees and writes the rows of the agencies named in its setting; none named is no row. Without FORCE: the owner is the
 * installation itself.
 */
export const sql = `
${OWN.trim()
  .split(/\s+/)
  .map((table) => guard(table, ['agency_id']))
  .join('\n')}
${Object.entries(SHARED)
  .map(([table, columns]) => guard(table, columns))
  .join('\n')}
create function congvu_add_job(job text, payload json, queue text, at timestamptz, attempts int, job_key text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- The tables of jobs are closed to requests; a job row says ids only, and its handler reads with the reach of the installation.
  perform graphile_worker.add_job(job, payload => payload, queue_name => queue, run_at => at, max_attempts => attempts, job_key => job_key);
end $$;
-- Other roles of the database (the mail server's) read their views and start no work.
revoke execute on function congvu_add_job from public;
`;
