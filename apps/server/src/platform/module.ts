import type { DeskGroup } from '@congvu/contracts';
import type { ActingContext, Services } from './context.ts';
import type { Route } from './http/route.ts';
import type { JobDefinition } from './jobs.ts';

/** What waits for this person, one group a kind of waiting; groups without rows are left out. */
export type DeskSource = (context: ActingContext) => Promise<DeskGroup[]>;

/** Numbers beside the entries of the rail, by its keys (`incoming`, `outgoing`, `tasks`…). */
export type CountSource = (context: ActingContext) => Promise<Record<string, number>>;

/** Work that must go on even when the job that should have done it was lost; may run in several processes at once. */
export interface Sweep {
  name: string;
  everySeconds: number;
  /** Goes on when the office is read-only, because it writes next to nothing or makes room. */
  evenReadOnly?: boolean;
  run(services: Services): Promise<void>;
}

/** The face of a module towards app.ts: what it adds to the server. */
export interface ModuleDefinition {
  name: string;
  routes?: Route[];
  jobs?: (services: Services) => JobDefinition[];
  sweeps?: Sweep[];
  desk?: DeskSource;
  counts?: CountSource;
  /** What lives as long as the office: looked at once when it opens, ended when it closes. */
  start?: (services: Services) => Promise<{ stop(): Promise<void> }>;
}
