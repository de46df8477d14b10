import { generateKeys, issueCertificate, OID } from '@congvu/pki';
import { describe, expect, it } from 'vitest';
import { assessHealth, type HealthFacts } from '../src/health.ts';
import type { SourceReport } from '../src/key-source.ts';
import { listIdentities } from '../src/pkcs11/identities.ts';
import type { ModuleReport, TokenReport } from '../src/pkcs11/messages.ts';

const NOW = new Date('2026-03-19T02:00:00Z');

function certificate(notBefore: string, notAfter: string): Uint8Array {
  return issueCertificate({
    subject: [{ oid: OID.commonName, value: 'Giàng Thị Dợ' }],
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    keys: generateKeys('p-256'),
  }).certificate;
}

const GOOD = certificate('2024-01-01T00:00:00Z', '2028-01-01T00:00:00Z');
const EXPIRED = certificate('2020-01-01T00:00:00Z', '2026-03-18T00:00:00Z');
const FUTURE = certificate('2026-03-20T00:00:00Z', '2028-01-01T00:00:00Z');
const SOON = certificate('2024-01-01T00:00:00Z', '2026-04-01T00:00:00Z');

function token(change: Partial<TokenReport> = {}, ...certificates: Uint8Array[]): TokenReport {
  return {
    slot: 3,
    label: 'VGCA',
    serial: '4F2081',
    model: 'eToken',
    manufacturer: '',
    isInitialized: true,
    pin: 'ok',
    hasPinPad: false,
    isLoggedIn: false,
    canPss: true,
    certificates: (certificates.length === 0 ? [GOOD] : certificates).map((der) => ({ der, id: '01', label: '' })),
    ...change,
  };
}

function source(tokens: TokenReport[] | 'broken' | 'hung'): SourceReport {
  const report: ModuleReport = {
    library: { manufacturer: '', description: '' },
    slots: [],
    tokens: Array.isArray(tokens) ? tokens : [],
  };
  const base = { name: 'SafeNet', path: 'eTPKCS11.dll', isDemo: false };
  if (!Array.isArray(tokens)) {
    const code = tokens === 'broken' ? 'signer.module_failed' : 'signer.owner_crashed';
    return { ...base, seen: { code, message: 'Không mở được.' }, identities: [] };
  }
  return { ...base, seen: report, identities: listIdentities(report, {}) };
}

function assess(facts: Partial<HealthFacts>) {
  return assessHealth({ sources: [source([token()])], token: {}, now: NOW, skewMs: undefined, ...facts });
}

describe('health of the device', () => {
  it.each<[string, Partial<HealthFacts>, string[], boolean]>([
    ['all well', {}, [], true],
    ['no driver', { sources: [] }, ['no_driver'], false],
    ['driver does not load', { sources: [source('broken')] }, ['driver_failed'], false],
    ['driver hangs', { sources: [source('hung')] }, ['device_failed'], false],
    ['one driver of two broken', { sources: [source('broken'), source([token()])] }, ['driver_failed'], true],
    ['no token', { sources: [source([])] }, ['no_token'], false],
    ['blank token', { sources: [source([token({ isInitialized: false })])] }, ['not_initialized'], false],
    ['another token', { token: { serial: 'AA' } }, ['wrong_slot'], false],
    ['another slot', { token: { slot: 9 } }, ['wrong_slot'], false],
    ['the chosen slot', { token: { slot: 3, label: 'VGCA' } }, [], true],
    ['PIN once wrong', { sources: [source([token({ pin: 'low' })])] }, ['pin_low'], true],
    ['PIN last try', { sources: [source([token({ pin: 'final' })])] }, ['pin_final'], true],
    ['PIN locked', { sources: [source([token({ pin: 'locked' })])] }, ['pin_locked'], false],
    ['no certificate', { sources: [source([token({ certificates: [] })])] }, ['no_certificate'], false],
    ['expired', { sources: [source([token({}, EXPIRED)])] }, ['certificate_expired'], false],
    ['one of two expired', { sources: [source([token({}, EXPIRED, GOOD)])] }, ['certificate_expired'], true],
    ['not yet valid', { sources: [source([token({}, FUTURE)])] }, ['certificate_not_yet'], false],
    ['ends soon', { sources: [source([token({}, SOON)])] }, ['certificate_soon'], true],
    ['clock fast', { skewMs: 6 * 60_000 }, ['clock_wrong'], false],
    ['clock slow', { skewMs: -6 * 60_000 }, ['clock_wrong'], false],
    ['clock nearly right', { skewMs: 4 * 60_000 }, [], true],
  ])('%s', (_name, facts, codes, isReady) => {
    const health = assess(facts);
    expect(health.faults.map(({ code }) => code)).toEqual(codes);
    expect(health.isReady).toBe(isReady);
    expect(health.sentence).not.toBe('');
    expect(health.faults.every(({ title, advice }) => title !== '' && advice.length > 0)).toBe(true);
  });

  it('counts a token that two drivers see once', () => {
    const health = assess({ sources: [source([token({ pin: 'low' })]), source([token({ pin: 'low' })])] });
    expect(health.tokens).toHaveLength(1);
    expect(health.faults.map(({ code }) => code)).toEqual(['pin_low']);
  });

  it('takes no notice of an empty slot beside a good token', () => {
    const blank = token({ isInitialized: false, label: '', serial: '', slot: 4, certificates: [] });
    expect(assess({ sources: [source([token(), blank])] }).faults).toEqual([]);
  });
});
