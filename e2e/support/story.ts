import type { DemoPeople, DraftContent, MeView } from '@congvu/contracts';
import type { Block, RichText } from '@congvu/nd30';
import type { z } from 'zod';
import { demoLetter } from '../../apps/server/src/demo/demo-letter.ts';
import { readRealLetter } from '../../packages/nd30/test/real-letter.testing.ts';
import { ApiPerson } from './api.ts';

type People = z.infer<typeof DemoPeople>;

function plain(text: RichText | undefined): string {
  return typeof text === 'string' ? text : (text ?? []).map((run) => run.text).join('');
}

function toBlock(block: Block, index: number): DraftContent['blocks'][number] {
  const made = (kind: DraftContent['blocks'][number]['kind'], text: string) => ({
    id: `r${index}`,
    kind,
    runs: [{ text }],
  });
  switch (block.kind) {
    case 'clause':
      return block.title === undefined
        ? made('paragraph', `${block.number}. ${plain(block.text)}`)
        : made('heading', `${block.number}. ${block.title}`);
    case 'bullet':
      return made('point', `- ${plain(block.text)}`);
    case 'paragraph':
    case 'note':
      return made('paragraph', plain(block.text));
    default:
      throw new Error(`the letter has no ${block.kind}`);
  }
}

/** The real letter where its text lies beside the repository, the demo's own otherwise; addressees are picked from the tree. */
export function storyLetter(signerPositionId: string): { content: DraftContent; isReal: boolean } {
  const own = demoLetter(signerPositionId);
  const real = readRealLetter();
  if (real === undefined) {
    console.info('e2e: ../shared/letter is absent, its text was left out; the story runs with the letter of the demo');
    return { content: own, isReal: false };
  }
  const bases = (real.legalBases ?? []).map((text, index) => ({
    id: `c${index}`,
    kind: 'basis' as const,
    runs: [{ text: plain(text) }],
  }));
  const recipients = [...(real.recipients ?? []).map((line) => line.replace(/^- |;$/g, '')), `Lưu: ${real.filingNote}`];
  return {
    isReal: true,
    content: {
      ...own,
      abstract: real.abstract ?? own.abstract,
      blocks: [...bases, ...real.body.map(toBlock)],
      recipients: recipients.map((label) => ({ kind: 'line', label })),
    },
  };
}

export class Cast {
  readonly #url: string;
  readonly #people: People;

  private constructor(url: string, people: People) {
    this.#url = url;
    this.#people = people;
  }

  static async read(url: string): Promise<Cast> {
    const people = await new ApiPerson(url).call<People>('GET', '/api/demo/people');
    return new Cast(url, people);
  }

  get password(): string {
    return this.#people.password;
  }

  get pin(): string {
    return this.#people.agencies[0]?.people[0]?.pin ?? '';
  }

  /** Whom the letter goes to: 13 departments and 13 communes; neither the district itself nor the province's department. */
  get receivers(): string[] {
    const others = ['UBND huyện Tam Đường', 'Sở Thông tin và Truyền thông tỉnh Lai Châu'];
    return this.#people.agencies.map((agency) => agency.agencyName).filter((name) => !others.includes(name));
  }

  userName(agencyName: string, which: { name?: string; title?: string; role?: string }): string {
    const person = this.#people.agencies
      .find((agency) => agency.agencyName === agencyName)
      ?.people.find(
        (candidate) =>
          (which.name === undefined || candidate.displayName === which.name) &&
          (which.title === undefined || candidate.title === which.title) &&
          (which.role === undefined || candidate.roles.includes(which.role)),
      );
    if (person === undefined) {
      throw new Error(`nobody like ${JSON.stringify(which)} in ${agencyName}`);
    }
    return person.userName;
  }

  /** Head and deputies of an agency. */
  leaders(agencyName: string): string[] {
    const people = this.#people.agencies.find((agency) => agency.agencyName === agencyName)?.people ?? [];
    return people.filter(({ roles }) => roles.includes('leader')).map(({ displayName }) => displayName);
  }

  people(agencyName: string): string[] {
    const people = this.#people.agencies.find((agency) => agency.agencyName === agencyName)?.people ?? [];
    return people.map(({ displayName }) => displayName);
  }

  /** Who holds the post there. */
  person(agencyName: string, title: string): string {
    const people = this.#people.agencies.find((agency) => agency.agencyName === agencyName)?.people ?? [];
    const found = people.find((person) => person.title === title);
    if (found === undefined) {
      throw new Error(`no ${title} in ${agencyName}`);
    }
    return found.displayName;
  }

  /** Somebody else who holds the role there. */
  colleague(agencyName: string, role: string, notName: string): string {
    const found = this.#people.agencies
      .find((agency) => agency.agencyName === agencyName)
      ?.people.find((person) => person.roles.includes(role) && person.displayName !== notName);
    if (found === undefined) {
      throw new Error(`no second ${role} in ${agencyName}`);
    }
    return found.displayName;
  }

  /** Signed in over HTTP, acting in the post of the agency named (people of departments also hold one in the committee). */
  async api(
    agencyName: string,
    which: Parameters<Cast['userName']>[1],
    actingIn = agencyName,
    options: ConstructorParameters<typeof ApiPerson>[1] = {},
  ): Promise<ApiPerson> {
    const person = new ApiPerson(this.#url, options);
    await person.signIn(this.userName(agencyName, which), this.password);
    await actIn(person, actingIn);
    return person;
  }
}

export async function actIn(person: Pick<ApiPerson, 'call'>, agencyName: string): Promise<void> {
  const me = await person.call<MeView>('GET', '/api/me');
  const post = me.positions.find((position) => position.agencyName === agencyName);
  if (post === undefined) {
    throw new Error(`no post in ${agencyName}`);
  }
  if (post.positionId !== me.acting.positionId) {
    await person.call('POST', '/api/me/acting', { positionId: post.positionId });
  }
}

/** Waits for what jobs bring about; says what it last saw when it does not come. */
export async function until<T>(look: () => Promise<T>, isThere: (seen: T) => boolean, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (isThere(seen)) {
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(`still waiting after ${seconds} s, last seen: ${JSON.stringify(seen).slice(0, 600)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
