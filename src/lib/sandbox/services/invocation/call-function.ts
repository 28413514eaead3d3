import { AwsError } from '../../aws-error.ts'
import type { Host } from '../../service.ts'
import { invokeFunction } from '../lambda/invoke.ts'

/** What came of calling a function for a client. */
export type Called =
  | { readonly payload: string }
  /** `isBusy` where it may not be called any more often just now. */
  | { readonly why: string; readonly isBusy: boolean }

/** Calls a function with an event and waits for its answer, outside of any call's transaction. */
export async function callFunction(
  host: Host,
  { account, region }: { readonly account: string; readonly region: string },
  arn: string,
  event: object,
): Promise<Called> {
  try {
    const request = { function: arn, event: JSON.stringify(event) }
    const { payload, functionError } = await invokeFunction(host, { account, region }, request)
    return functionError ? { why: payload, isBusy: false } : { payload }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const isBusy = error.code === 'TooManyRequestsException'
    return { why: `${error.code}: ${error.message}`, isBusy }
  }
}
