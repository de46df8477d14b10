import type { DraftIdAnswer, DraftView, IncomingPage } from '@congvu/contracts';
import type { z } from 'zod';
import type { HttpAnswer, OfficeProcess, Visitor } from './office-process.ts';
import { typedPaper } from './typed-paper.ts';

/** What one act cost: each request of it. */
export type Tell = (name: string, answer: HttpAnswer) => void;

interface Act {
  name: string;
  /** How often, against the others. */
  weight: number;
  /** Whether the person may do it, by trying; left out = everybody may. */
  may?(visitor: Visitor): Promise<boolean>;
  run(visitor: Visitor, tell: Tell): Promise<void>;
}

const LIST = '/api/incoming?limit=50';
const DRAFTS = '/api/drafts?limit=50';
const WORDS = ['chung thu so', 'thư điện tử', '313/STTTT', 'bao cao', 'kế hoạch'];
let serial = 0;

const canOpen =
  (path: string) =>
  async (visitor: Visitor): Promise<boolean> =>
    (await visitor.get(path)).status === 200;

async function canDraft(visitor: Visitor): Promise<boolean> {
  return (await visitor.post('/api/drafts', { abstract: 'Dự thảo đầu ngày' })).status === 200;
}

function look(name: string, path: string, weight: number): Act {
  return { name, weight, may: canOpen(path), run: async (visitor, tell) => tell(name, await visitor.get(path)) };
}

async function openDocument(visitor: Visitor, tell: Tell): Promise<void> {
  const list = await visitor.get(LIST);
  tell('list', list);
  const { items } = list.body as z.infer<typeof IncomingPage>; // contract of the route
  const item = items[Math.floor(Math.random() * items.length)];
  if (item !== undefined) {
    tell('open', await visitor.get(`/api/incoming/${item.id}`));
  }
}

async function writeDraft(visitor: Visitor, tell: Tell): Promise<void> {
  serial += 1;
  const made = await visitor.post('/api/drafts', { abstract: `Báo cáo thử độ bền số ${serial}` });
  tell('draft', made);
  const { id } = made.body as z.infer<typeof DraftIdAnswer>; // contract of the route
  const opened = await visitor.get(`/api/drafts/${id}`);
  tell('open draft', opened);
  const { version, content } = opened.body as z.infer<typeof DraftView>; // contract of the route
  tell('save draft', await visitor.put(`/api/drafts/${id}`, { version, content }));
}

async function register(visitor: Visitor, tell: Tell): Promise<void> {
  serial += 1;
  tell('register', await visitor.post('/api/incoming', typedPaper(serial)));
}

/** The day of an office, in parts of a hundred. */
const ACTS: Act[] = [
  look('list', LIST, 20),
  look('drafts', DRAFTS, 12),
  look('tasks', '/api/tasks?limit=50', 12),
  look('unread', '/api/notifications/unread', 18),
  { name: 'open', weight: 16, may: canOpen(LIST), run: openDocument },
  {
    name: 'search',
    weight: 12,
    run: async (visitor, tell) => {
      const word = WORDS[Math.floor(Math.random() * WORDS.length)] ?? '';
      tell('search', await visitor.get(`/api/search?q=${encodeURIComponent(word)}`));
    },
  },
  { name: 'draft', weight: 5, may: canDraft, run: writeDraft },
  { name: 'register', weight: 5, may: canOpen('/api/incoming/issuers?q=x'), run: register },
];

/** Which of them this person may do, by asking the office once. */
export async function actsOf(visitor: Visitor): Promise<Act[]> {
  const mine: Act[] = [];
  for (const act of ACTS) {
    if (act.may === undefined || (await act.may(visitor))) {
      mine.push(act);
    }
  }
  return mine;
}

export function chooseAct(acts: readonly Act[]): Act | undefined {
  let left = Math.random() * acts.reduce((sum, { weight }) => sum + weight, 0);
  return acts.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}

/** Everybody of the demo in turn, until so many browsers are signed in. */
export async function signInMany(office: OfficeProcess, count: number): Promise<Visitor[]> {
  const people = await office.people();
  const visitors: Visitor[] = [];
  while (visitors.length < count) {
    const person = people[visitors.length % people.length];
    visitors.push(await office.signIn(person?.userName ?? ''));
  }
  return visitors;
}
