/** Two acts at once, of which one may go through: the codes of those that were refused, round by round. */
export async function refusedOfTwo(
  rounds: number,
  prepare: (round: number) => Promise<(() => Promise<unknown>)[]>,
): Promise<string[][]> {
  const codes: string[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const acts = await prepare(round);
    const ends = await Promise.allSettled(acts.map((act) => act()));
    codes.push(ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason.code)] : [])));
  }
  return codes;
}
