import { createHash } from 'node:crypto';
import {
  algorithmsOf,
  type Certificate,
  isIssuedBy,
  ownerOf,
  parseCertificate,
  publicKeyOf,
  type SigningIdentity,
} from '@congvu/pki';
import type { ModuleReport, TokenChoice, TokenReport } from './messages.ts';

/** A certificate on a token, with what is needed to find its key. */
export interface TokenIdentity {
  identity: SigningIdentity;
  certificate: Certificate;
  token: TokenReport;
  label: string;
}

export function certificateSha256(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

/** Certificates that cannot be read are none: tokens carry odd objects. */
function readCertificate(der: Uint8Array): Certificate | undefined {
  try {
    const certificate = parseCertificate(der);
    publicKeyOf(certificate);
    return certificate;
  } catch {
    return undefined;
  }
}

function isAuthority({ extensions }: Certificate): boolean {
  return extensions.basicConstraints?.ca === true;
}

function chainOf(certificate: Certificate, others: readonly Certificate[]): Certificate[] {
  const chain: Certificate[] = [];
  for (let current: Certificate | undefined = certificate; current !== undefined; ) {
    const below: Certificate = current;
    current = others.find((other) => other !== below && !chain.includes(other) && isIssuedBy(below, other));
    if (current !== undefined) {
      chain.push(current);
    }
  }
  return chain;
}

export function tokenIdentities(token: TokenReport): TokenIdentity[] {
  const read = token.certificates.flatMap((found) => {
    const certificate = readCertificate(found.der);
    return certificate === undefined ? [] : [{ ...found, certificate }];
  });
  const authorities = read.map(({ certificate }) => certificate).filter(isAuthority);
  return read
    .filter(({ certificate }) => !isAuthority(certificate))
    .map(({ certificate, label }) => ({
      identity: identityOf(certificate, authorities, token.canPss),
      certificate,
      token,
      label,
    }));
}

export function identityOf(
  certificate: Certificate,
  authorities: readonly Certificate[],
  canPss: boolean,
): SigningIdentity {
  return {
    id: certificateSha256(certificate.raw),
    kind: 'pkcs11',
    certificate: certificate.raw,
    chain: chainOf(certificate, authorities).map(({ raw }) => raw),
    algs: algorithmsOf(publicKeyOf(certificate)).filter((algorithm) => algorithm !== 'RSA-PSS-SHA256' || canPss),
    owner: ownerOf(certificate.raw),
  };
}

export function fitsChoice(token: TokenReport, { serial, label, slot }: TokenChoice): boolean {
  return (
    token.isInitialized &&
    (serial === undefined || token.serial === serial) &&
    (label === undefined || token.label === label) &&
    (slot === undefined || token.slot === slot)
  );
}

export function listIdentities(report: ModuleReport, choice: TokenChoice): TokenIdentity[] {
  return report.tokens.filter((token) => fitsChoice(token, choice)).flatMap(tokenIdentities);
}
