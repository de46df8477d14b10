import koffi, { type LibraryHandle, type TypeObject } from 'koffi';
import { CKR } from './constants.ts';
import { CkError } from './cryptoki.ts';

// PKCS#11 §2: on Windows every structure is packed to one byte; elsewhere the compiler's own alignment.
const structure = process.platform === 'win32' ? koffi.pack : koffi.struct;
export const ULONG_SIZE = koffi.sizeof('ulong');
const POINTER_SIZE = koffi.sizeof('void *');

const text = (length: number) => koffi.array('uint8_t', length, 'Typed');
const VERSION = structure({ major: 'uint8_t', minor: 'uint8_t' });
const INFO = structure({
  cryptokiVersion: VERSION,
  manufacturerID: text(32),
  flags: 'ulong',
  libraryDescription: text(32),
  libraryVersion: VERSION,
});
const SLOT_INFO = structure({
  slotDescription: text(64),
  manufacturerID: text(32),
  flags: 'ulong',
  hardwareVersion: VERSION,
  firmwareVersion: VERSION,
});
const TOKEN_INFO = structure({
  label: text(32),
  manufacturerID: text(32),
  model: text(16),
  serialNumber: text(16),
  flags: 'ulong',
  ulMaxSessionCount: 'ulong',
  ulSessionCount: 'ulong',
  ulMaxRwSessionCount: 'ulong',
  ulRwSessionCount: 'ulong',
  ulMaxPinLen: 'ulong',
  ulMinPinLen: 'ulong',
  ulTotalPublicMemory: 'ulong',
  ulFreePublicMemory: 'ulong',
  ulTotalPrivateMemory: 'ulong',
  ulFreePrivateMemory: 'ulong',
  hardwareVersion: VERSION,
  firmwareVersion: VERSION,
  utcTime: text(16),
});
const ATTRIBUTE = structure({ type: 'ulong', pValue: 'void *', ulValueLen: 'ulong' });
const MECHANISM = structure({ mechanism: 'ulong', pParameter: 'void *', ulParameterLen: 'ulong' });
const INITIALIZE_ARGS = structure({
  createMutex: 'void *',
  destroyMutex: 'void *',
  lockMutex: 'void *',
  unlockMutex: 'void *',
  flags: 'ulong',
  reserved: 'void *',
});

type Target = TypeObject | string;
type KoffiFunction = ReturnType<LibraryHandle['func']>;

const input = (type: Target) => koffi.pointer(type);
const inout = (type: Target) => koffi.inout(koffi.pointer(type));
const output = (type: Target) => koffi.out(koffi.pointer(type));

/** Place in CK_FUNCTION_LIST and parameters, for modules that show only C_GetFunctionList. */
const FUNCTIONS = {
  C_Initialize: [0, [input(INITIALIZE_ARGS)]],
  C_Finalize: [1, ['void *']],
  C_GetInfo: [2, [output(INFO)]],
  C_GetSlotList: [4, ['uint8_t', 'void *', inout('ulong')]],
  C_GetSlotInfo: [5, ['ulong', output(SLOT_INFO)]],
  C_GetTokenInfo: [6, ['ulong', output(TOKEN_INFO)]],
  C_GetMechanismList: [7, ['ulong', 'void *', inout('ulong')]],
  C_OpenSession: [12, ['ulong', 'ulong', 'void *', 'void *', output('ulong')]],
  C_CloseSession: [13, ['ulong']],
  C_Login: [18, ['ulong', 'ulong', 'void *', 'ulong']],
  C_Logout: [19, ['ulong']],
  C_CreateObject: [20, ['ulong', input(ATTRIBUTE), 'ulong', output('ulong')]],
  C_GetAttributeValue: [24, ['ulong', 'ulong', inout(ATTRIBUTE), 'ulong']],
  C_FindObjectsInit: [26, ['ulong', input(ATTRIBUTE), 'ulong']],
  C_FindObjects: [27, ['ulong', 'void *', 'ulong', output('ulong')]],
  C_FindObjectsFinal: [28, ['ulong']],
  C_SignInit: [42, ['ulong', input(MECHANISM), 'ulong']],
  C_Sign: [43, ['ulong', 'void *', 'ulong', 'void *', inout('ulong')]],
} as const;

type FunctionName = keyof typeof FUNCTIONS;
type Arguments = readonly unknown[];

/** Calls by name; answers only when the module said CKR_OK. */
export interface Calls {
  call(name: FunctionName, ...values: Arguments): void;
  /** On a thread of the pool; the caller keeps every buffer alive until it ends. */
  callAside(name: FunctionName, ...values: Arguments): Promise<void>;
}

function readFunctionList(library: LibraryHandle): bigint {
  const list: [bigint | null] = [null];
  const rv = Number(library.func('C_GetFunctionList', 'ulong', [koffi.out(koffi.pointer('void *'))])(list));
  if (rv !== CKR.OK || list[0] === null) {
    throw new CkError('C_GetFunctionList', rv);
  }
  return list[0];
}

function listedFunction(list: bigint, name: FunctionName): KoffiFunction {
  const [index, parameters] = FUNCTIONS[name];
  // CK_VERSION comes first; the pointers follow at once where structures are packed.
  const first = process.platform === 'win32' ? koffi.sizeof(VERSION) : POINTER_SIZE;
  const address: unknown = koffi.decode(list, first + index * POINTER_SIZE, 'void *');
  return koffi.decode(address, koffi.proto('ulong', [...parameters]));
}

function namedFunction(library: LibraryHandle, name: FunctionName): KoffiFunction | undefined {
  try {
    return library.func(name, 'ulong', [...FUNCTIONS[name][1]]);
  } catch {
    return undefined;
  }
}

function assertOk(name: FunctionName, rv: unknown): void {
  if (Number(rv) !== CKR.OK) {
    throw new CkError(name, Number(rv));
  }
}

/**
 * `list`: only through C_GetFunctionList, as with modules that export nothing else.
 * @throws Error of the loader when the file is no library for this computer
 */
export function loadCalls(path: string, by: 'name' | 'list' = 'name'): Calls {
  const library = koffi.load(path);
  const found = new Map<FunctionName, KoffiFunction>();
  let list: bigint | undefined;
  const get = (name: FunctionName): KoffiFunction => {
    let call = found.get(name) ?? (by === 'name' ? namedFunction(library, name) : undefined);
    if (call === undefined) {
      list ??= readFunctionList(library);
      call = listedFunction(list, name);
    }
    found.set(name, call);
    return call;
  };
  return {
    call: (name, ...values) => assertOk(name, get(name)(...values)),
    callAside: (name, ...values) =>
      new Promise((resolve, reject) => {
        get(name).async(...values, (error: unknown, rv: unknown) => {
          try {
            if (error) {
              throw error;
            }
            assertOk(name, rv);
            resolve();
          } catch (failure) {
            reject(failure);
          }
        });
      }),
  };
}
