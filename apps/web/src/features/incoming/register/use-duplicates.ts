import type { DuplicateAnswer } from '@congvu/contracts';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson } from '../../../shared/api/client.ts';
import { useDelayed } from '../../../shared/pickers/use-delayed.ts';
import type { FactsDraft } from './facts-draft.ts';

/** Looks for the same number, symbol and issuer while the clerk goes on typing. */
export function useDuplicates({ numberSymbol, issuingAgencyName, issuedOn }: FactsDraft) {
  const number = useDelayed(numberSymbol.trim(), 400);
  const issuer = useDelayed(issuingAgencyName.trim(), 400);
  return useQuery({
    queryKey: ['incoming', 'duplicates', number, issuer, issuedOn],
    queryFn: ({ signal }) =>
      getJson<z.infer<typeof DuplicateAnswer>>(
        '/api/incoming/duplicates',
        { numberSymbol: number, issuingAgencyName: issuer, issuedOn },
        signal,
      ),
    enabled: number !== '' && issuer !== '',
  });
}
