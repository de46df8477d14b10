const DAY_MS = 86_400_000;

/** @example addDays('2021-03-31', 1) // '2021-04-01' */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}
