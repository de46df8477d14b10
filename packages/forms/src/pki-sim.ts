/** Phone companies that issue PKI SIMs, in the letter's spelling. */
export const PKI_SIM_CARRIERS = ['Viettel', 'Vinaphone', 'Mobifone'] as const;

export interface PkiSim {
  readonly carrier: (typeof PKI_SIM_CARRIERS)[number];
  /** `/cs`: the number now in use becomes a PKI SIM. */
  readonly converts: boolean;
}

/**
 * Reads field "SIM PKI" of Mẫu 01: carrier, and `/cs` to convert the number in use (footnote 2). Case and blanks do not count.
 * @example parsePkiSim('viettel / CS') // { carrier: 'Viettel', converts: true }
 * @example parsePkiSim('Vietel') // undefined
 */
export function parsePkiSim(text: string): PkiSim | undefined {
  if (text.length > 60) {
    return undefined;
  }
  const [name = '', suffix, ...more] = text
    .normalize('NFKC')
    .toLowerCase()
    .split('/')
    .map((part) => part.trim());
  const carrier = PKI_SIM_CARRIERS.find((known) => known.toLowerCase() === name);
  if (carrier === undefined || more.length > 0 || (suffix !== undefined && suffix !== 'cs')) {
    return undefined;
  }
  return { carrier, converts: suffix !== undefined };
}

/** @example printPkiSim({ carrier: 'Viettel', converts: true }) // 'Viettel/cs' */
export function printPkiSim({ carrier, converts }: PkiSim): string {
  return converts ? `${carrier}/cs` : carrier;
}
