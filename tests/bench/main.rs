//! `make bench`: prints `name value unit` lines; README.md explains them. Progress goes to standard error.
//!
//! `N=5100000` measures at so many persons only, `QUICK=1` at the small number only, `ONLY=server|imports|uploads|browser` a part only.

mod applications;
mod browser;
mod content;
mod fill;
mod floor;
mod imports;
mod load;
mod masters;
mod people;
mod report;
mod saves;
mod server;
mod store;
mod uploads;

use floor::Floor;
use load::{Load, Measured};
use report::{figure, median, progress, skipped};
use server::Server;
use store::{Kind, Store};
use support::app::{EMERGENCY_DOCTOR, FAMILY_DOCTOR};

/// Persons registered in the network today, and in a prefecture.
const PERSONS: [i64; 2] = [74_564, 1_000_000];

const STARTS: usize = 5;

fn main() -> anyhow::Result<()> {
    let sizes = match std::env::var("N") {
        Ok(persons) => vec![persons.parse()?],
        Err(_) if std::env::var_os("QUICK").is_some() => vec![PERSONS[0]],
        Err(_) => PERSONS.to_vec(),
    };
    let only = std::env::var("ONLY").unwrap_or_default();
    let wanted = |part: &str| only.is_empty() || only == part;
    for (at, &persons) in sizes.iter().enumerate() {
        for kind in [Kind::Sqlite, Kind::Postgres] {
            let parts = Parts {
                server: wanted("server"),
                imports: wanted("imports") && at == 0,
                uploads: wanted("uploads") && at == 0,
                browser: wanted("browser") && at == 0 && kind == Kind::Sqlite,
            };
            if !parts.any() {
                continue;
            }
            // Each in a thread of its own: the floors pin their thread to a core.
            let measured = std::thread::spawn(move || measure(kind, persons, parts));
            measured.join().map_err(|_| anyhow::anyhow!("the bench panicked"))??;
        }
    }
    Ok(())
}

/// What is to be measured on a store.
#[derive(Clone, Copy)]
struct Parts {
    server: bool,
    imports: bool,
    uploads: bool,
    browser: bool,
}

impl Parts {
    const fn any(self) -> bool {
        self.server || self.imports || self.uploads || self.browser
    }
}

fn measure(kind: Kind, persons: i64, parts: Parts) -> anyhow::Result<()> {
    let Some(store) = Store::prepare(kind, persons)? else {
        skipped(
            kind.name(),
            "no cluster (TOBIUME_TEST_POSTGRES is not set); scripts/bench.sh starts one",
        );
        return Ok(());
    };
    if parts.browser {
        store.reset()?;
        browser::measure(&store)?;
    }
    if parts.server {
        store.reset()?;
        measure_server(&store)?;
    }
    if parts.uploads {
        store.reset()?;
        uploads::measure(&store)?;
    }
    if parts.imports {
        imports::measure(&store)?;
    }
    store.reset()
}

/// Start-up, memory, answers a second with their floors.
fn measure_server(store: &Store) -> anyhow::Result<()> {
    let name = format!("{}_{}", store.kind.name(), store.persons);
    let starts = (0..STARTS).map(|_| Ok(Server::start(store)?.started_in.as_secs_f64() * 1000.0));
    let starts: Vec<f64> = starts.collect::<anyhow::Result<_>>()?;
    figure(&format!("start_{name}"), median(starts), "ms");

    let server = Server::start(store)?;
    figure(&format!("memory_idle_{name}"), server.memory()?.0, "MB");
    let emergency = server.sign_in(EMERGENCY_DOCTOR)?;
    let family = server.sign_in(FAMILY_DOCTOR)?;

    progress(&format!("load on {name} …"));
    let empty = Load::empty()?.run(&server, &emergency, None)?;
    print("healthz", &name, &empty);
    let searches = Load::searches(store.persons)?;
    let search = searches.run(&server, &emergency, None)?;
    print("search", &name, &search);
    print("search_own", &name, &searches.run(&server, &family, None)?);
    let views = Load::views(store.persons, "")?;
    let view = views.run(&server, &family, None)?;
    print("view", &name, &view);
    print(
        "view_collaboration",
        &name,
        &Load::views(store.persons, "?mode=collaboration")?.run(&server, &family, None)?,
    );
    print("view_compressed", &name, &views.run(&server, &family, Some("gzip, deflate, br"))?);
    print("master_search", &name, &Load::master_searches()?.run(&server, &family, None)?);
    for (what, connections) in [("save_record", load::CONNECTIONS), ("save_record_by_8", 8)] {
        print(what, &name, &saves::measure(store, &server, &emergency, connections)?);
    }
    print("queue", &name, &applications::measure(store, &server, &name)?);
    let (now, most) = server.memory()?;
    figure(&format!("memory_loaded_{name}"), now, "MB");
    figure(&format!("memory_peak_{name}"), most, "MB");
    drop(server);

    let floor = Floor::new(store)?;
    let (sql_search, sql_view) = (floor.searches(&emergency)?, floor.views(&family)?);
    figure(&format!("search_{name}_sql"), sql_search, "1/s");
    figure(&format!("view_{name}_sql"), sql_view, "1/s");
    figure(&format!("audit_{name}_single"), floor.audits(1)?, "events/s");
    figure(&format!("audit_{name}_by_32"), floor.audits(32)?, "events/s");
    for (what, measured, sql) in [("search", search, sql_search), ("view", view, sql_view)] {
        figure(&format!("{what}_{name}_of_healthz"), measured.rate / empty.rate, "ratio");
        figure(&format!("{what}_{name}_of_sql"), measured.rate / sql, "ratio");
    }
    Ok(())
}

fn print(what: &str, name: &str, measured: &Measured) {
    figure(&format!("{what}_{name}_rate"), measured.rate, "1/s");
    figure(&format!("{what}_{name}_p50"), measured.p50, "ms");
    figure(&format!("{what}_{name}_p99"), measured.p99, "ms");
    figure(&format!("{what}_{name}_processor"), measured.processor, "µs");
    figure(&format!("{what}_{name}_bytes"), measured.bytes, "B");
}
