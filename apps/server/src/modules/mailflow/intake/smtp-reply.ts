/** What a client is told instead of 250; the text carries the enhanced status of RFC 3463. */
export class SmtpRefusal extends Error {
  override name = 'SmtpRefusal';
  readonly responseCode: number;

  constructor(responseCode: number, text: string, options?: ErrorOptions) {
    super(text, options);
    this.responseCode = responseCode;
  }
}

export const NO_ANTIVIRUS = '4.7.1 The antivirus does not answer, attachments not scanned; please try again later';

/** The office has no answer just now: the client keeps the mail and comes again. */
export function tryAgain(cause?: unknown): SmtpRefusal {
  return new SmtpRefusal(451, '4.3.0 Temporary failure, please try again later', { cause });
}

/** `552 5.2.2` and a text, as the register of mailboxes has them. */
export function refusalOf(code: string, text: string): SmtpRefusal {
  const [status = '550', enhanced = '5.1.1'] = code.split(' ');
  return new SmtpRefusal(Number(status), `${enhanced} ${text}`);
}
