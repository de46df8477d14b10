/** What one forged mail has in common with the next (spec mail.md §10.5). */
export interface MailSigns {
  fromDomain: string;
  /** Hosts its links really open, our own left out. */
  hosts: readonly string[];
  /** Simhash of the words, 16 hexadecimal digits; empty without words. */
  fingerprint: string;
}

/** Bits in which the words of one campaign differ: a name, a date, an amount. Unrelated texts differ in about 32 of 64. */
const NEAR_BITS = 6;
/** Two mails that lead to the same place may be worded rather differently. */
const NEAR_BITS_SAME_HOST = 20;

function bitsApart(one: string, other: string): number | undefined {
  if (one === '' || other === '') {
    return undefined;
  }
  let differing = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let count = 0;
  while (differing !== 0n) {
    differing &= differing - 1n;
    count += 1;
  }
  return count;
}

/** One cluster for both: the same sender's domain, and the same words or the same goal with much the same words. */
export function isSameMail(one: MailSigns, other: MailSigns): boolean {
  if (one.fromDomain !== other.fromDomain) {
    return false;
  }
  const bits = bitsApart(one.fingerprint, other.fingerprint);
  const sharesHost = one.hosts.some((host) => other.hosts.includes(host));
  if (bits === undefined) {
    return sharesHost;
  }
  return bits <= (sharesHost ? NEAR_BITS_SAME_HOST : NEAR_BITS);
}
