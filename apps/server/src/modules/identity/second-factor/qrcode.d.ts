// The package ships no types; these are the functions used.
declare module 'qrcode' {
  /** `data` holds 1 for a dark module, row by row. */
  export function create(
    text: string,
    options: { errorCorrectionLevel: 'L' | 'M' },
  ): { modules: { size: number; data: Uint8Array } };
  export function toDataURL(text: string, options: { margin: number; width: number }): Promise<string>;
}
