import { mailBackendContract } from './contract.testing.ts';
import { createEmbeddedBackend } from './embedded.ts';

mailBackendContract('embedded', async (office, ports) => ({
  backend: createEmbeddedBackend(office, ports),
  close: async () => undefined,
}));
