import type { CheckedChange, CheckedSignature, PageMark, SignatureCheck } from '@congvu/contracts';

/** One thing that was done to the file after somebody signed, told once however many signatures it came after. */
export interface FoundChange {
  /** The same as that of its mark on the page. */
  key: string;
  /** Only what is not permitted has a number, the same in the list and on the page. */
  number: number | undefined;
  title: string;
  text: string;
  page: number | null;
}

/** What is drawn over a page and can be picked there. */
export interface DrawnMark {
  key: string;
  kind: 'forbidden' | 'permitted' | 'signature';
  number: number | undefined;
  label: string;
  page: number;
  /** Null: somewhere on the page. */
  place: PageMark | null;
}

/** One state of the file that can be shown: as somebody signed it, or as it is now. */
export interface FileState {
  key: string;
  /** From 1, in the order in which the file was saved. */
  number: number;
  title: string;
  text: string;
  at: string | null;
  tone: 'signed' | 'added' | 'forbidden';
  /** Null: the file as it is. */
  url: string | null;
}

export const CURRENT = 'current';

function samePlace(one: PageMark | null, other: PageMark | null): boolean {
  return (
    one !== null &&
    other !== null &&
    (['page', 'x', 'y', 'width', 'height'] as const).every((side) => one[side] === other[side])
  );
}

export function signatureKey({ field }: Pick<CheckedSignature, 'field'>): string {
  return `signature ${field}`;
}

function identityOf({ kind, object, page, mark, text }: CheckedChange): string {
  return JSON.stringify([kind, object, page, mark, text]);
}

/** Forbidden for one signature is forbidden. */
function mergeChanges(signatures: readonly CheckedSignature[]): CheckedChange[] {
  const merged = new Map<string, CheckedChange>();
  for (const change of signatures.flatMap(({ changes }) => changes)) {
    const known = merged.get(identityOf(change));
    if (known === undefined || known.permitted) {
      merged.set(identityOf(change), change);
    }
  }
  return [...merged.values()];
}

/** As a reader meets them: by page, from top to bottom; what stands nowhere on a page comes last. */
function byPlace(one: CheckedChange, other: CheckedChange): number {
  const page = (change: CheckedChange): number => change.page ?? Number.POSITIVE_INFINITY;
  const from = page(one) === page(other) ? 0 : page(one) - page(other);
  return from !== 0 ? from : (one.mark?.y ?? 0) - (other.mark?.y ?? 0);
}

interface Listed {
  change: CheckedChange;
  found: FoundChange;
}

function listAll({ signatures }: SignatureCheck): Listed[] {
  const all = mergeChanges(signatures);
  const forbidden = all.filter(({ permitted }) => !permitted).sort(byPlace);
  const permitted = all.filter((change) => change.permitted).sort(byPlace);
  return [...forbidden, ...permitted].map((change, index) => {
    const signature =
      change.kind === 'signature_added' ? signatures.find(({ mark }) => samePlace(mark, change.mark)) : undefined;
    return {
      change,
      found: {
        key: signature === undefined ? `change ${index}` : signatureKey(signature),
        number: change.permitted ? undefined : index + 1,
        title: change.kindLabel,
        text: signature === undefined ? change.text : `${signature.signer} ký.`,
        page: change.page,
      },
    };
  });
}

/** What was changed, the forbidden first with their numbers. */
export function listChanges(check: SignatureCheck): FoundChange[] {
  return listAll(check).map(({ found }) => found);
}

/** Signatures under changes, so that what was laid over a signature can be picked. */
export function listMarks(check: SignatureCheck): DrawnMark[] {
  const signatures = check.signatures.flatMap((signature): DrawnMark[] =>
    signature.mark === null
      ? []
      : [
          {
            key: signatureKey(signature),
            kind: 'signature',
            number: undefined,
            label: `Chữ ký của ${signature.signer}: ${signature.verdictLabel.toLocaleLowerCase('vi')}`,
            page: signature.mark.page,
            place: signature.mark,
          },
        ],
  );
  const known = new Set(signatures.map(({ key }) => key));
  const changes = listAll(check).flatMap(({ change, found }): DrawnMark[] =>
    change.page === null || known.has(found.key)
      ? []
      : [
          {
            key: found.key,
            kind: change.permitted ? 'permitted' : 'forbidden',
            number: found.number,
            label: `${found.number === undefined ? '' : `Chỗ ${found.number}, `}${change.kindLabel}: ${change.text}`,
            page: change.page,
            place: change.mark,
          },
        ],
  );
  const order = { signature: 0, permitted: 1, forbidden: 2 };
  return [...signatures, ...changes].sort((one, other) => order[one.kind] - order[other.kind]);
}

export interface PixelBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A stroke thinner than this cannot be seen or hit. */
const LEAST = 6;

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

/**
 * Where a mark stands on a page of `page` pixels drawn with `scale` pixels to a point. Small ones grow around their middle; what
 * reaches beyond the paper ends at its edge, or it would lose its number there.
 */
export function boxOf(place: PageMark, scale: number, page: { width: number; height: number }): PixelBox {
  const along = (start: number, length: number, most: number): [start: number, length: number] => {
    const grown = Math.max(length * scale, LEAST);
    const from = clamp(start * scale - (grown - length * scale) / 2, most);
    const to = clamp(start * scale + (grown + length * scale) / 2, most);
    return [from, to - from];
  };
  const [left, width] = along(place.x, place.width, page.width);
  const [top, height] = along(place.y, place.height, page.height);
  return { left, top, width, height };
}

/** Nearly the whole page: drawn as a frame, so that the page can still be read. */
export function isWholePage(box: PixelBox, page: { width: number; height: number }): boolean {
  return box.width * box.height > 0.5 * page.width * page.height;
}

function stateOf(signature: CheckedSignature, number: number): FileState {
  const isStamp = signature.kind === 'timestamp';
  return {
    key: signatureKey(signature),
    number,
    title: isStamp ? 'Dấu thời gian của cả tài liệu' : signature.signer,
    text: isStamp ? signature.signer : signature.organisation === signature.signer ? '' : signature.organisation,
    at: signature.provenAt ?? signature.claimedAt,
    tone: isStamp ? 'added' : 'signed',
    url: signature.revisionUrl,
  };
}

/** The states that lie in the file, newest first; the last one is the file as it is. */
export function listStates(check: SignatureCheck): FileState[] {
  const signed = check.signatures
    .filter(({ revisionUrl }) => revisionUrl !== null)
    .sort((one, other) => (one.revision ?? 0) - (other.revision ?? 0));
  const states = signed.map((signature, index) => stateOf(signature, index + 1));
  const last = signed.at(-1);
  if (last !== undefined && last.integrity !== 'whole') {
    const forbidden = last.changes.filter(({ permitted }) => !permitted).length;
    states.push({
      key: CURRENT,
      number: states.length + 1,
      title: forbidden > 0 ? 'Sửa sau chữ ký cuối' : 'Bổ sung sau chữ ký cuối',
      text: forbidden > 0 ? `Không ai ký. Thay đổi ${forbidden} chỗ.` : 'Phần bổ sung được phép.',
      at: null,
      tone: forbidden > 0 ? 'forbidden' : 'added',
      url: null,
    });
  }
  return states.reverse().map((state, index) => (index === 0 ? { ...state, url: null } : state));
}

/** When the signature was made, and whose word that is. */
export function tellTime({ claimedAt, provenAt }: Pick<CheckedSignature, 'claimedAt' | 'provenAt'>) {
  if (provenAt !== null) {
    return { at: provenAt, source: 'có dấu thời gian chứng minh' };
  }
  return claimedAt === null
    ? { at: null, source: 'Chữ ký không ghi thời điểm ký' }
    : { at: claimedAt, source: 'do người ký tự khai' };
}
