/** What the tables of the reference cannot say. */
export const introduction = `# The manifest

\`deployctl.yml\` lies beside the code that it deploys, and is the only thing that a user writes. This page is
generated from its schema; \`deployctl docs KEY\` shows the same for one key.

\`\`\`yaml
# yaml-language-server: $schema=./manifest.schema.json
version: 1
project: sipai
region: us-east-1
services:
  api:
    build: {context: .}
    port: 8080
    routes: [/*]
    health: {path: /health}
environments:
  staging: {}
  prod: {protected: true, services: {api: {count: {min: 2, max: 8, cpu: 70}}}}
\`\`\`

\`deployctl validate\` reports everything that is wrong at once, each with its line, its column, and what to write
instead. Unknown keys are refused.

## Environments

Each key of \`environments\` is an environment, and holds what is different in it: maps merge, scalars and lists
replace, and \`null\` removes. An overlay may change anything but \`version\` and \`project\`; staging in one account
and production in another is the common case. \`deployctl render ENV\` prints what an environment comes to, with every
default spelled out, and where each value came from.

## Durations, sizes, texts

- A duration is a number with a unit: \`30s\`, \`15m\`, \`2h\`, \`7d\`.
- CPU is in units of ECS, of which 1024 are one vCPU; memory is in MiB. Fargate has fixed pairs of the two, and any
  other is refused with the sizes that exist.
- The account is a quoted text: YAML reads \`012345678901\` as a number, and loses its zero. Values of \`env\` are texts
  too: \`PORT: "8080"\`.
- YAML anchors and aliases may be used; \`<<\` may not.

## References

Texts may hold references, and nothing else is evaluated. What comes of a reference is always a text.

| reference | |
| --- | --- |
| \`\${project}\`, \`\${region}\`, \`\${account}\`, \`\${domain.name}\` | as the manifest says |
| \`\${environment}\` | the name of the environment |
| \`\${git.sha}\` | the commit that is checked out |
| \`\${env.NAME}\` | a variable of the shell that calls deployctl; refused when unset |
| \`$\${\` | the text \`\${\` itself |

## Secrets

A secret's value is never in the manifest, and a value that looks like one is refused in \`env\` and in \`build.args\`.
\`secrets\` and \`parameters\` declare what there is; \`deployctl secrets put\` asks for the values or generates them; a
service names what it needs:

- \`secret:NAME\` is a secret with one value, \`secret:NAME.KEY\` one key of a secret with several. Both must be declared.
- \`ssm:/NAME\` is a parameter. One that is not declared under \`parameters\` was made elsewhere: deployctl checks before
  each deploy that it exists, and never writes to it.
`
