/**
 * Asks for the situation every few seconds, shows it, and goes on once the front door leads to the service. Only what
 * was a GET is gone on to: nothing else may be sent twice. Plain JavaScript, as the browser gets it.
 */
export const script = `
const page = document.querySelector('main')
const { poll, target, goesOn } = page.dataset
const show = ({ status, stage, heading, detail }) => {
  document.title = heading
  page.querySelector('h1').textContent = heading
  page.querySelector('p').textContent = detail
  page.classList.toggle('bad', status === 'failed')
  const items = [...page.querySelectorAll('li')]
  const at = status === 'running' ? items.length : items.findIndex(item => item.dataset.stage === stage)
  items.forEach((item, index) => {
    item.dataset.state = index < at ? 'done' : index === at ? 'now' : 'later'
    if (index === at) item.setAttribute('aria-current', 'step')
    else item.removeAttribute('aria-current')
  })
}
const ask = async () => {
  try {
    const answer = await fetch(poll, { headers: { accept: 'application/json' }, cache: 'no-store' })
    const situation = await answer.json()
    show(situation)
    if (situation.ready && goesOn) return location.replace(target)
    if (situation.status === 'failed') return setTimeout(ask, 15000)
  } catch {}
  setTimeout(ask, 2500)
}
setTimeout(ask, 1500)
`
