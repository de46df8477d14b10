/** What a lure speaks of. */
export type Topic =
  | 'credential'
  | 'threat'
  | 'mailbox'
  | 'urgency'
  | 'delivery'
  | 'billing'
  | 'callback'
  | 'prize'
  | 'crypto'
  | 'advance'
  | 'extortion'
  | 'document'
  | 'errand'
  | 'tax'
  | 'offer'
  | 'signin'
  | 'greeting'
  | 'state'
  | 'opening'
  | 'install'
  | 'contact';

/**
 * Phrases over folded words (lower case, no marks): `~` stands for up to three words, `a|b` in brackets for one of them. Each is one way
 * in which a lure of its topic is worded, so that a single ordinary word never speaks for a topic.
 */
export type Lexicon = Readonly<Partial<Record<Topic, readonly string[]>>>;
