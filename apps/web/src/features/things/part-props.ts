import type { ReactNode } from 'react';

/** Every part of the register of certificates has its own head; the tabs between them stand under it. */
export interface PartProps {
  tabs: ReactNode;
}
