/** What the analyser said about one address of the mail (`MailVerdict.links`). */
export interface JudgedLink {
  url: string;
  suspicious: boolean;
  why?: string | undefined;
}

/** A part of the mail shown inside its text: its type by bytes and its address at our own API. */
export interface InlinePart {
  type: string;
  url: string;
}

export interface BodyOptions {
  links: readonly JudgedLink[];
  /** By Content-ID without its angle brackets. */
  cids: ReadonlyMap<string, InlinePart>;
  /** The mail these links stand in: the confirmation page then knows who asked and from where. */
  mailId?: string | undefined;
}

/** A link as the reader sees it and where it really leads. */
export interface BodyLink {
  shown: string;
  url: string;
  host: string;
  realHost: string;
  suspicious: boolean;
  why?: string | undefined;
}

export interface SafeBody {
  html: string;
  /** Pictures that would have been fetched from outside, and were not. */
  blockedImages: number;
  links: BodyLink[];
  /** Too large or too deeply nested to be shown as written: only its words are. */
  simplified: boolean;
}
