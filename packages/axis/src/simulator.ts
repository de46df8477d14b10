import { AxisError } from './errors.ts';
import type { Simulator, SimulatorOptions } from './simulator/types.ts';

export type * from './simulator/types.ts';

export async function startSimulator(_options: SimulatorOptions): Promise<Simulator> {
  throw new AxisError('axis.unsupported', 'Trục mô phỏng chưa sẵn sàng trong bản này.', { final: true });
}
