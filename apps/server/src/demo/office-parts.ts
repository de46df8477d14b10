import type { OfficeModules } from '../modules.ts';
import { createFakeClock } from '../platform/clock.ts';
import type { Services } from '../platform/context.ts';
import type { Route } from '../platform/http/route.ts';
import { type OutsideMail, outsideNames } from './demo-mails.ts';

/** What the story needs of the office: its doors, and its messengers sent out at a given time. */
export interface OfficeParts {
  routes: Route[];
  deliver(at: string): Promise<void>;
  /** Mailboxes of the register come to the mail system, mails whose time to take them back is over go to their boxes. */
  tendMail(at: string): Promise<void>;
  /** A mail from outside, over the usual way: judged with what the name service of the story says. */
  receive(at: string, mail: OutsideMail): Promise<void>;
}

/** Letters go out, arrive, and the statuses they cause come back: two ways there and back. */
const ROUNDS = 3;

const MAIL_SWEEPS = ['mail.adopt', 'mail.tell', 'webmail.release', 'mailflow.queue'];

export function officeParts(services: Services, modules: OfficeModules): OfficeParts {
  const at = (minute: string): Services => ({ ...services, clock: createFakeClock(`${minute}:00+07:00`) });
  return {
    routes: modules.all.flatMap((module) => module.routes ?? []),
    deliver: async (minute) => {
      const then = at(minute);
      const jobs = modules.all
        .filter((module) => module.name === 'interchange')
        .flatMap((module) => module.jobs?.(then) ?? []);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const job of jobs) {
          await job.handle({});
        }
      }
    },
    tendMail: async (minute) => {
      const then = at(minute);
      const sweeps = modules.all.flatMap((module) => module.sweeps ?? []);
      for (const name of MAIL_SWEEPS) {
        await sweeps.find((sweep) => sweep.name === name)?.run(then);
      }
    },
    receive: async (minute, mail) => {
      const { from, to, raw } = mail;
      const client = { ip: mail.ip, helo: `mail.${from.slice(from.indexOf('@') + 1)}`, sender: from };
      const taken = await modules.mailflow.receive(at(minute), outsideNames, { raw: Buffer.from(raw), client, to });
      if (taken.kind !== 'taken') {
        throw new Error(`demo mail from ${from} was not taken in`);
      }
    },
  };
}
