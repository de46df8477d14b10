import type { MyCertificates } from '@congvu/contracts';
import { hasRole } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { presentCertificate } from '../certificates.presenter.ts';
import { listCertificates } from '../certificates.store.ts';
import { keyKindOf, readSigningSettings } from '../services/signing-settings.ts';

/** Keys this person signs with; those of the organisation only for the clerk, who keeps them (Decree 30/2020 Art. 32). */
export async function listMyCertificates(context: ActingContext): Promise<MyCertificates> {
  const { db, subject, config } = context;
  const now = context.clock.now();
  const { agencyId, personId } = subject;
  const [person, organisation, { services }] = await Promise.all([
    listCertificates(db, { agencyId, kind: 'person', personId }),
    hasRole(subject, 'clerk') ? listCertificates(db, { agencyId, kind: 'organisation' }) : [],
    readSigningSettings(config),
  ]);
  return {
    person: person.map((row) => presentCertificate(row, now, subject)),
    organisation: organisation.map((row) => presentCertificate(row, now, subject)),
    demo: config.demo,
    remoteServices: services.map((service) => ({ id: service.id, label: service.label, keyKind: keyKindOf(service) })),
  };
}
