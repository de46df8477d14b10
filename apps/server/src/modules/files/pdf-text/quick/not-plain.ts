/** The page has something this reader does not follow to the letter: the whole file is read by the full one. */
export class NotPlain extends Error {
  override name = 'NotPlain';
}
