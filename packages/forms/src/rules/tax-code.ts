const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/** Check digit of a tax code: weighted sum modulo 11, taken from ten (rule in use by the tax office; not in a decree we read). */
export function hasTaxCheckDigit(taxCode: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(taxCode[index]), 0);
  return 10 - (sum % 11) === Number(taxCode[9]);
}
