/** Made up, but of the shape the contracts ask for. */
export function id(number: number): string {
  return `01900000-0000-7000-8000-${number.toString().padStart(12, '0')}`;
}
