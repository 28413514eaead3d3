/** ECS's own words with ARNs and ids cut down to what tells them apart; JSON and events keep them whole. */
export function shorten(text: string): string {
  return text
    .replace(/arn:aws[\w-]*:elasticloadbalancing:[^)\s]*:targetgroup\/([\w-]+)\/[0-9a-f]+/g, '$1')
    .replace(/arn:aws[\w-]*:ecs:[^)\s]*:task-definition\/([\w-]+:\d+)/g, '$1')
    .replace(/\b([0-9a-f]{8})[0-9a-f]{24}\b/g, '$1')
    .replace(/^\(service [\w-]+\) /, '')
}
