import type { ParsedEdxml } from './parse.ts';

export interface Acceptance {
  isAcceptable: boolean;
  /** Vietnamese, for the clerk who may refuse with status 02. */
  missing: string[];
}

export interface AcceptanceOptions {
  /** The sender by the transport, which stands in for a missing From.OrganId. */
  transportFrom?: string;
}

/**
 * The least a message must have to enter the inbox: a sender, an abstract or a number, and something to read. A status
 * must say who reports what about which document.
 *
 * @example
 * const { isAcceptable, missing } = acceptanceOf(parsed, { transportFrom: 'H35' });
 */
export function acceptanceOf(parsed: ParsedEdxml, options: AcceptanceOptions = {}): Acceptance {
  const { message } = parsed;
  const missing: string[] = [];
  if (message.from.agencyCode === '' && (options.transportFrom ?? '') === '') {
    missing.push('Không rõ cơ quan gửi (From/OrganId)');
  }
  if (message.kind === 'status') {
    if (message.statusCode === '') {
      missing.push('Không có mã trạng thái (StatusCode)');
    }
    if (message.responseTo.documentId === undefined && message.responseTo.numberSymbol === undefined) {
      missing.push('Không rõ trạng thái của văn bản nào (ResponseFor)');
    }
    return { isAcceptable: missing.length === 0, missing };
  }
  if ([message.abstract, message.number, message.symbol].every((text) => text === undefined)) {
    missing.push('Không có trích yếu và số, ký hiệu');
  }
  const hasReadable = parsed.attachments.some((attachment) => attachment.content !== undefined);
  if (!hasReadable && message.content === undefined) {
    missing.push('Không có tệp đính kèm đọc được và không có nội dung');
  }
  return { isAcceptable: missing.length === 0, missing };
}
