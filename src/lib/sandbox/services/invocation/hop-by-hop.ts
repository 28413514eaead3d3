/** Headers that are meant for one connection, not for what is behind a gateway (RFC 9110, 7.6.1). */
export const hopByHop: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
