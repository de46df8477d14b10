import { parentPort } from 'node:worker_threads';
import { talkTo } from '../apps/server/src/modules/mailflow/mail-world.testing.ts';

export interface ClientOrder {
  port: number;
  lines: number;
  recipients: string[];
  mails: { from: string; raw: Uint8Array }[];
}

export interface ClientReport {
  ms: number;
  refused: string[];
  times: number[];
}

/** A server of somebody else with several lines, each of which brings one mail after the other. */
async function bring({ port, lines, recipients, mails }: ClientOrder): Promise<ClientReport> {
  const queue = [...mails];
  const report: ClientReport = { ms: 0, refused: [], times: [] };
  const begun = performance.now();
  const work = async (): Promise<void> => {
    const talk = await talkTo(port);
    await talk.hear();
    await talk.say('EHLO mail.ngoai.vn');
    for (let mail = queue.pop(); mail !== undefined; mail = queue.pop()) {
      const start = performance.now();
      await talk.say(`MAIL FROM:<${mail.from}>`);
      await talk.say(`RCPT TO:<${recipients[queue.length % recipients.length] ?? ''}>`);
      await talk.say('DATA');
      talk.write(Buffer.from(mail.raw));
      const reply = await talk.say('.');
      report.times.push(performance.now() - start);
      if (!reply.startsWith('250')) {
        report.refused.push(reply);
      }
    }
    await talk.say('QUIT');
  };
  await Promise.all(Array.from({ length: lines }, work));
  report.ms = performance.now() - begun;
  return report;
}

// The only sender is bench/mail.ts.
parentPort?.on('message', (order: ClientOrder) => {
  void bring(order).then((report) => parentPort?.postMessage(report));
});
