/** Another process was quicker: nothing of this transaction stays. */
export class Overtaken extends Error {
  override name = 'Overtaken';
}
