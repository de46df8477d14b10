/** Ways to give and take posts, for tests of the modules above. */
export { appoint, createPosition, editPosition, endPosition } from './commands/save-position.ts';
