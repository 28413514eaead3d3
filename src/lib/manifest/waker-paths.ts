/** What is always the waker's, where something sleeps on demand. */
export const wakerPaths: readonly string[] = ['/shutdown', '/status', '/wake']
