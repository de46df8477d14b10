import type { DraftOptions, RecipientPick } from '@congvu/contracts';

/** The agencies a list reaches, each once; the server leaves out the issuer itself in the same way. */
export function agenciesOf(picks: readonly RecipientPick[], groups: DraftOptions['groups']): Set<string> {
  return new Set(
    picks.flatMap((pick) => {
      if (pick.kind === 'agency') {
        return [pick.agencyId];
      }
      if (pick.kind === 'listed') {
        return [`code ${pick.code}`];
      }
      return pick.kind === 'line'
        ? []
        : (groups.find((group) => group.group === pick.group)?.agencies.map((agency) => agency.agencyId) ?? []);
    }),
  );
}
