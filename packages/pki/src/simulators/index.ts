export type { SimulatedAccount, SimulatorKind } from './account.ts';
export type { ServiceTls } from './http-service.ts';
export type { PhoneRequest, PhoneState, SimulatorFault } from './phone.ts';
export { type Simulator, type SimulatorControl, type SimulatorPlan, startSimulator } from './start-simulator.ts';
export { startVgcaSimulator, type VgcaFault, type VgcaSimulator, type VgcaSimulatorPlan } from './vgca.ts';
