import type { SaveSso, SsoSettingsAnswer } from '@congvu/contracts';
import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { openKeyFile, seal } from '../../../platform/secret-box.ts';
import { identityPolicies } from '../identity.policy.ts';
import { withoutReplay } from '../without-replay.ts';
import { openProvider, redirectUri, secretOf } from './provider.ts';
import { findSso, presentSso, saveSso } from './sso.store.ts';

export async function viewSso(context: ActingContext): Promise<SsoSettingsAnswer> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  const row = await findSso(context.db, context.subject.agencyId);
  return { settings: row === undefined ? null : presentSso(row), redirectUri: redirectUri(context.config) };
}

/**
 * The provider is asked before it is switched on, so that nobody finds a dead button on the sign-in page.
 * @throws AppError 422 `identity.sso_unreachable`, `identity.sso_secret_missing`
 */
export async function saveSsoSettings(context: ActingContext, body: SaveSso): Promise<SsoSettingsAnswer> {
  identityPolicies.authorize('identity.administer', context.subject, null);
  const { agencyId } = context.subject;
  const before = await findSso(context.db, agencyId);
  const secret = body.clientSecret ?? (before && secretOf(context.config, before));
  if (secret === undefined) {
    const message = 'Chưa có mã bí mật do nhà cung cấp cấp cho Công Vụ.';
    throw invalid('identity.sso_secret_missing', message, [{ path: 'clientSecret', message }]);
  }
  if (body.enabled) {
    await openProvider(context.config, { issuer: body.issuer, client_id: body.clientId }, secret);
  }
  const sealed = seal(openKeyFile(context.config, 'connections'), `sso:${agencyId}`, Buffer.from(secret));
  await command(withoutReplay(context), async (tx) => {
    await saveSso(tx, agencyId, body, sealed);
    const { clientSecret, ...after } = body;
    await record(tx, context, {
      action: 'identity.sso_saved',
      agencyId,
      objectKind: 'agency',
      objectId: agencyId,
      detail: { after, secretChanged: clientSecret !== undefined },
    });
  });
  return viewSso(context);
}
