import { z } from 'zod';

export const SearchQuery = z.object({
  q: z.string().max(200),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

export const SearchHitView = z.object({
  kind: z.string(),
  objectId: z.string(),
  title: z.string(),
  subtitle: z.string(),
  link: z.string(),
});
export type SearchHitView = z.infer<typeof SearchHitView>;

export const SearchAnswer = z.object({ items: z.array(SearchHitView) });
