import { AppError } from '../../platform/errors.ts';
import type { GuardedKind } from '../../platform/guarded-change.ts';

export type Kinds = ReadonlyMap<string, GuardedKind>;

export function kindsOf(kinds: readonly GuardedKind[]): Kinds {
  return new Map(kinds.map((kind) => [kind.kind, kind]));
}

/** Stored rows name kinds of the version that wrote them. */
export function kindNamed(kinds: Kinds, name: string): GuardedKind {
  const kind = kinds.get(name);
  if (kind === undefined) {
    throw new AppError(
      'secondperson.unknown_kind',
      422,
      'Bản Công Vụ này không còn loại việc ấy. Từ chối đề nghị cũ rồi đề nghị lại.',
    );
  }
  return kind;
}
