import { z } from 'zod';

/** One line of Bàn làm việc: a sentence, its proof, at most one chip, one action. */
export const DeskRow = z.object({
  id: z.string(),
  channel: z.enum(['axis', 'paper', 'mail', 'outgoing', 'task', 'inside']),
  channelLabel: z.string(),
  sentence: z.array(z.object({ text: z.string(), strong: z.boolean().optional() })),
  proof: z.string(),
  chip: z.object({ tone: z.enum(['neutral', 'blue', 'amber', 'red', 'green']), label: z.string() }).optional(),
  urgency: z.enum(['urgent', 'very_urgent', 'express']).optional(),
  link: z.string(),
  action: z.object({ label: z.string(), link: z.string() }).optional(),
});
export type DeskRow = z.infer<typeof DeskRow>;

export const DeskGroup = z.object({
  key: z.string(),
  title: z.string(),
  /** Tab of the desk the group belongs to. */
  tab: z.object({ key: z.string(), label: z.string() }),
  count: z.number(),
  overdue: z.boolean().optional(),
  rows: z.array(DeskRow),
});
export type DeskGroup = z.infer<typeof DeskGroup>;

export const DeskView = z.object({
  today: z.string(),
  summary: z.object({ waiting: z.number(), overdue: z.number(), text: z.string() }),
  tabs: z.array(z.object({ key: z.string(), label: z.string(), count: z.number() })),
  groups: z.array(DeskGroup),
});
export type DeskView = z.infer<typeof DeskView>;
