export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export type Act = () => unknown;

/** Per second of processor time, of all threads together and of the one that runs JavaScript: other programs do not count. */
export interface Rate {
  perCpuSecond: number;
  perThreadSecond: number;
  perWallSecond: number;
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}

/** How often, for about that long; an act may do several at once. */
export async function rate(act: Act, forMs: number, each = 1): Promise<Rate> {
  const [began, cpu, thread] = [performance.now(), process.cpuUsage(), process.threadCpuUsage()];
  let count = 0;
  while (performance.now() - began < forMs) {
    await act();
    count += each;
  }
  return {
    perCpuSecond: count / secondsOf(process.cpuUsage(cpu)),
    perThreadSecond: count / secondsOf(process.threadCpuUsage(thread)),
    perWallSecond: (count * 1_000) / (performance.now() - began),
  };
}

export function medianOf(rates: readonly Rate[]): Rate {
  const of = (key: keyof Rate): number => Number(median(rates.map((one) => one[key])).toFixed(1));
  return {
    perCpuSecond: of('perCpuSecond'),
    perThreadSecond: of('perThreadSecond'),
    perWallSecond: of('perWallSecond'),
  };
}
