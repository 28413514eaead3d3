/** Colours come from the visitor's own scheme; every pair has a contrast of at least 4.5. */
export const style = `
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --text: #16202e; --soft: #566172; --line: #d8dde5; --accent: #2456c6; --bad: #b3261e }
@media (prefers-color-scheme: dark) { :root { --ground: #10141b; --card: #1a202b; --text: #e8ecf3; --soft: #a3aebf; --line: #333d4d; --accent: #8ab4ff; --bad: #ff9d94 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--text); font: 1rem/1.6 system-ui, sans-serif }
main { width: min(30rem, 100%); padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance }
p { margin: .5rem 0 0; color: var(--soft) }
ol { list-style: none; margin: 1.5rem 0 0; padding: 0 }
li { display: flex; gap: .75rem; align-items: center; padding: .375rem 0; color: var(--soft) }
li::before { content: ""; flex: none; width: .75rem; height: .75rem; border-radius: 50%; border: 2px solid var(--line) }
li[data-state=done]::before { background: var(--accent); border-color: var(--accent) }
li[data-state=now] { color: var(--text); font-weight: 600 }
li[data-state=now]::before { border-color: var(--accent); border-right-color: transparent; animation: turn 1s linear infinite }
.bad h1 { color: var(--bad) }
.bad ol { display: none }
a { color: var(--accent) }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px }
@keyframes turn { to { transform: rotate(1turn) } }
@media (prefers-reduced-motion: reduce) { li[data-state=now]::before { animation: none; border-right-color: var(--accent) } }
`
