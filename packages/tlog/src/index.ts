export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
export { TlogError, type TlogErrorCode } from './errors.ts';
export { emptyRoot, HASH_BYTES, leafHash, nodeHash } from './hashes.ts';
export { formatKey, LOG_KEY, type NoteKey, noteKey, parseKey, publicKeyOf, WITNESS_KEY } from './keys.ts';
export {
  cosignNote,
  formatNote,
  type Note,
  type NoteSignature,
  openNote,
  parseNote,
  parseSignatureLine,
  signNote,
  type VerifiedSignature,
  verifySignature,
} from './note.ts';
export { growTree, openTree, TILE_WIDTH, type TileAddress, type TileHash, type TileReader, type Tree } from './tree.ts';
export { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './verify.ts';
export { type AddCheckpoint, formatAddCheckpoint, parseAddCheckpoint } from './witness.ts';
