/**
 * Which files go as a link that expires: the largest first, until the rest fits into a mail.
 * @returns ids of those
 */
export function splitBySize(files: readonly { id: string; size: number }[], limitBytes: number): Set<string> {
  let total = files.reduce((sum, { size }) => sum + size, 0);
  const linked = new Set<string>();
  for (const { id, size } of [...files].sort((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1))) {
    if (total <= limitBytes) {
      break;
    }
    linked.add(id);
    total -= size;
  }
  return linked;
}
