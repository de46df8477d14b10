import { mailBackendContract } from '../contract.testing.ts';
import { connectZimbra, withLoopback } from './zimbra.testing.ts';
import { createZimbraBackend } from './zimbra-backend.ts';
import { startZimbra } from './zimbra-simulator.testing.ts';

mailBackendContract('zimbra', async (office, _ports, agencyId) => {
  const simulator = await startZimbra(['laichau.gov.vn']);
  await connectZimbra(office, agencyId, simulator);
  return {
    backend: createZimbraBackend(withLoopback(office), agencyId),
    cut: () => simulator.cut(),
    close: () => simulator.close(),
  };
});
