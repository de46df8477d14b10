import type { ParsedEdxml } from './parse.ts';

export interface Acceptance {
  isAcceptable: boolean;
  /** Vietnamese, for the clerk who may refuse with status 02. */
  missing: string[];
  /** The same in English. */
  missingInEnglish: string[];
}

export interface AcceptanceOptions {
  /** The sender by the transport, which stands in for a missing From.OrganId. */
  transportFrom?: string;
}

type Reason = readonly [vi: string, en: string];

const NO_SENDER: Reason = ['Không rõ cơ quan gửi (From/OrganId)', 'The sender is not known (From/OrganId)'];
const NO_CODE: Reason = ['Không có mã trạng thái (StatusCode)', 'There is no status code (StatusCode)'];
const NO_TARGET: Reason = [
  'Không rõ trạng thái của văn bản nào (ResponseFor)',
  'It is not said which document the status is about (ResponseFor)',
];
const NO_ABSTRACT: Reason = ['Không có trích yếu và số, ký hiệu', 'There is no abstract and no number or symbol'];
const NOTHING_TO_READ: Reason = [
  'Không có tệp đính kèm đọc được và không có nội dung',
  'There is no attachment that can be read and no content',
];

function reasonsOf({ message, attachments }: ParsedEdxml): Reason[] {
  if (message.kind === 'status') {
    const { statusCode, responseTo } = message;
    const isAbout = responseTo.documentId !== undefined || responseTo.numberSymbol !== undefined;
    return [...(statusCode === '' ? [NO_CODE] : []), ...(isAbout ? [] : [NO_TARGET])];
  }
  const isNamed = [message.abstract, message.number, message.symbol].some((text) => text !== undefined);
  const hasContent = message.content !== undefined || attachments.some(({ content }) => content !== undefined);
  return [...(isNamed ? [] : [NO_ABSTRACT]), ...(hasContent ? [] : [NOTHING_TO_READ])];
}

/**
 * The least a message must have to enter the inbox: a sender, an abstract or a number, and something to read. A status
 * must say who reports what about which document.
 *
 * @example
 * const { isAcceptable, missing } = acceptanceOf(parsed, { transportFrom: 'H35' });
 */
export function acceptanceOf(parsed: ParsedEdxml, options: AcceptanceOptions = {}): Acceptance {
  const isSent = parsed.message.from.agencyCode !== '' || (options.transportFrom ?? '') !== '';
  const reasons = [...(isSent ? [] : [NO_SENDER]), ...reasonsOf(parsed)];
  return {
    isAcceptable: reasons.length === 0,
    missing: reasons.map(([vi]) => vi),
    missingInEnglish: reasons.map(([, en]) => en),
  };
}
