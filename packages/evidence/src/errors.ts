/** Why an archive could not be written. What is wrong with an archive that is read stands in the report, never in an error. */
export type EvidenceErrorCode =
  /** The record contradicts the shape of the manifest. */
  | 'evidence.record_invalid'
  /** A message is not the one that the record names by hash and size. */
  | 'evidence.content_changed'
  /** A message cannot be read as edXML of the kind that the record says. */
  | 'evidence.message_unreadable'
  /** More than one archive holds. */
  | 'evidence.too_large'
  /** The key did not give a signature of its own. */
  | 'evidence.seal_failed'
  /** The bytes of a message or of an archive could not be had. */
  | 'evidence.source_failed';

/**
 * The only class this package throws. `message` is Vietnamese.
 *
 * @example
 * try { await prepareEvidence(record, options); } catch (error) {
 *   if (error instanceof EvidenceError && error.code === 'evidence.content_changed') { … }
 * }
 */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError';
  readonly code: EvidenceErrorCode;

  constructor(code: EvidenceErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
