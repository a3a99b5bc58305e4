# Random data sets, each through `cavum survival …` and through R; prints every difference above 1e-9 relative (1e-12 absolute) and a table.
# Usage: Rscript scripts/peers/survival-random.R CAVUM [sets [seed [folder for the data sets]]]
suppressMessages({ library(survival); library(jsonlite) })
args <- commandArgs(TRUE)
cavum <- args[1]; sets <- if (length(args) > 1) as.integer(args[2]) else 20L; seed <- if (length(args) > 2) as.integer(args[3]) else 1L
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
source(file.path(here, "compare.R"))

make <- function(k) {
  n <- sample(c(2, 3, 5, 8, 15, 40, 120), 1, prob = c(1, 1, 2, 3, 4, 4, 3)); scale <- sample(c(1, 1, 1, 1e6, 1e-6), 1); digits <- if (scale < 1) sample(0:1, 1) else sample(0:3, 1) # finer steps of 1e-6 would be merged, over the file here and in R by group
  x1 <- round(rnorm(n), 2); x2 <- sample(c("a", "b", "c"), n, TRUE); x3 <- rbinom(n, 1, .5)
  t <- pmax(10^-digits, round(rexp(n, exp(.4 * x1 + .3 * x3)) * 10, digits)); kind <- sample(c("usual", "usual", "usual", "usual", "all censored", "one event", "all events"), 1)
  e <- switch(kind, usual = rbinom(n, 1, runif(1, .3, .9)), "all censored" = rep(0, n), "one event" = as.integer(seq_len(n) == sample(n, 1)), rep(1, n))
  cause <- ifelse(e == 1, sample(1:2, n, TRUE), 0)
  entry <- pmax(0, round(t - rexp(n, .2), digits)); entry <- ifelse(entry >= t, 0, entry)
  data.frame(time = t * scale, event = e, cause = cause, entry = entry * scale, x1 = x1, x2 = x2, x3 = x3, g = sample(c("p", "q", "r")[1:sample(2:3, 1)], n, TRUE),
    s = sample(1:2, n, TRUE), w = sample(c(.5, 1, 1, 2, 3.25), n, TRUE), id = sample(ceiling(n / 2), n, TRUE))
}

km <- function(d, file, entry, group, weight, robust, type, level) {
  a <- c("survival", "km", file, "--time", "time", "--event", "event", "--conf-type", type, "--conf-level", level, "--quantiles", ".25,.5,.75", if (entry) c("--entry", "entry"), if (group) c("--group", "g"), if (weight) c("--weight", "w"), if (robust) "--robust")
  j <- ask(a)
  S <- if (entry) Surv(d$entry, d$time, d$event) else Surv(d$time, d$event)
  for (grp in j$groups) {
    m <- if (group) d$g == grp$group else rep(TRUE, nrow(d))
    dd <- d[m, ]; w <- if (weight) dd$w else rep(1, nrow(dd))
    call <- list(S[m] ~ 1, weights = w, conf.type = type, conf.int = as.numeric(level), robust = robust); if (robust && entry) call$id <- seq_len(nrow(dd)) # R asks for an id there
    f <- tryCatch(do.call(survfit, call), error = function(e) NULL)
    if (is.null(f)) { said("R refuses", a); next }
    tag <- paste("km", type, if (entry) "entry", if (weight) "weight", if (robust) "robust")
    cu <- grp$curve; pick <- function(k) sapply(cu, function(r) num(r[[k]]))
    f0 <- summary(f, times = f$time, censored = TRUE, extend = TRUE)
    if (all(abs(f$time - pick("time")) < 4e-8)) note(tag, length(f$time), 0, 0) else check(tag, a, f$time, pick("time"), "time") # merged times: Cavum reports the later, R the earlier
     check(tag, a, f$n.risk, pick("atRisk"), "atRisk"); check(tag, a, f$n.event, pick("events"), "events")
    check(tag, a, f$n.censor, pick("censored"), "censored"); check(tag, a, f$surv, pick("survival"), "survival")
    se <- if (isTRUE(f$logse)) f$std.err * f$surv else f$std.err; zero <- f$surv < 1e-14
    one <- cumsum(f$n.event) == 0
    check(tag, a, ifelse(zero, NA, se), pick("stdErr"), "stdErr")
    check(tag, a, ifelse(zero, NA, ifelse(one, 1, f$lower)), pick("lower"), "lower"); check(tag, a, ifelse(zero, NA, ifelse(one, 1, f$upper)), pick("upper"), "upper")
    check(tag, a, f$cumhaz, pick("cumulativeHazard"), "cumhaz"); check(tag, a, f$std.chaz, pick("cumulativeHazardStdErr"), "cumhaz se")
    # The rule of R's printed median for every quantile: first crossing, midpoint of a flat that ends in a drop. (quantile() takes the midpoint to the last time where the curve ends flat.)
    first <- function(y, p) { keep <- !is.na(y) & y < 1 - p + 1.5e-8; x <- f$time[keep]; y <- y[keep]; if (!length(y)) NA else if (abs(y[1] - (1 - p)) < 1.5e-8 && any(y < y[1])) (x[1] + x[which(y < y[1])[1]]) / 2 else x[1] }
    band <- function(v) ifelse(zero, NA, ifelse(one, 1, v)) # at S = 0 there is no limit here, where R has a band of no width with plain robust limits
    p <- c(.25, .5, .75); q <- list(quantile = sapply(p, function(v) first(f$surv, v)), lower = sapply(p, function(v) first(band(f$lower), v)), upper = sapply(p, function(v) first(band(f$upper), v)))
    for (h in 1:3) { r <- grp$quantiles[[h]]; check(paste(tag, "quantile"), a, c(q$quantile[h], q$lower[h], q$upper[h]), c(num(r$time), num(r$lower), num(r$upper)), paste("quantile", h)) }
    check(tag, a, c(q$quantile[2], q$lower[2], q$upper[2]), c(num(grp$median), num(grp$medianLower), num(grp$medianUpper)), "median")
  }
}

logrank <- function(d, file, strata, rho, trend) {
  a <- c("survival", "logrank", file, "--time", "time", "--event", "event", "--group", "g", if (strata) c("--strata", "s"), "--rho", rho)
  j <- ask(a); f <- tryCatch(if (strata) survdiff(Surv(time, event) ~ g + strata(s), d, rho = as.numeric(rho)) else survdiff(Surv(time, event) ~ g, d, rho = as.numeric(rho)), error = function(e) NULL)
  if (!is.null(j$refused) || is.null(f)) { agree("logrank refusal", a, !is.null(j$refused), is.null(f)); return() }
  obs <- if (is.matrix(f$obs)) rowSums(f$obs) else f$obs; ex <- if (is.matrix(f$exp)) rowSums(f$exp) else f$exp; tag <- paste("logrank", if (strata) "strata")
  check(tag, a, obs, sapply(j$groups, function(g) g$observed), "observed"); check(tag, a, ex, sapply(j$groups, function(g) g$expected), "expected")
  df <- sum(ex > 0) - 1
  if (df > 0 && is.finite(f$chisq)) { check(tag, a, f$chisq, num(j$chiSquare), "chisq"); check(tag, a, pchisq(f$chisq, df, lower.tail = FALSE), num(j$pValue), "p"); check(tag, a, df, num(j$degreesOfFreedom), "df") }
}

cox <- function(d, file, covariates, ties, entry, strata, weight, cluster, robust) {
  a <- c("survival", "cox", file, "--time", "time", "--event", "event", "--covariates", covariates, "--ties", ties, if (entry) c("--entry", "entry"), if (strata) c("--strata", "s"), if (weight) c("--weight", "w"), if (cluster) c("--cluster", "id"), if (robust) "--robust")
  j <- ask(a); S <- if (entry) "Surv(entry,time,event)" else "Surv(time,event)"; d$row <- seq_len(nrow(d))
  fm <- as.formula(paste(S, "~", gsub(",", "+", covariates), if (strata) "+strata(s)"))
  warned <- FALSE
  call <- list(fm, d, ties = ties, control = coxph.control(eps = 1e-13, toler.chol = 1e-12, iter.max = 60), x = TRUE)
  if (weight) call$weights <- d$w; if (cluster) call$cluster <- d$id else if (robust || weight) call$cluster <- d$row
  f <- tryCatch(withCallingHandlers(do.call(coxph, call), warning = function(w) { warned <<- TRUE; invokeRestart("muffleWarning") }), error = function(e) NULL)
  # R says that a separated covariate has no coefficient (NA); a covariate without information has none in either.
  lost <- is.null(f) || f$nevent == 0 || warned && !all(is.na(coef(f))) || any(abs(coef(f)) > 12, na.rm = TRUE) || !is.null(j$refused) && anyNA(coef(f))
  if (!is.null(j$refused) || lost) { agree("cox refusal", c(a, "| R:", if (is.null(f)) "stops" else format(coef(f), digits = 4), "| cavum:", unlist(lapply(j$refused, function(r) substr(r$read, 1, 60)))), !is.null(j$refused), lost); return(invisible(NULL)) }
  tag <- paste("cox", ties, if (entry) "entry", if (strata) "strata", if (weight) "weight", if (cluster) "cluster", if (robust) "robust")
  b <- coef(f); rob <- !is.null(f$naive.var); v <- if (rob) f$naive.var else f$var; ok <- !is.na(b)
  our <- function(k) sapply(j$coefficients, function(r) num(r[[k]]))
  check(tag, a, names(b), sapply(j$coefficients, function(r) r$name), "names")
  check(tag, a, unname(b), our("estimate"), "coef"); check(tag, a, ifelse(ok, sqrt(diag(v)), NA), our("stdErr"), "se"); if (rob) check(tag, a, ifelse(ok, sqrt(diag(f$var)), NA), our("robustStdErr"), "robust se")
  check(tag, a, f$loglik, c(j$logLikelihoodNull, j$logLikelihood), "loglik")
  z <- unname(b) / sqrt(diag(f$var)); check(tag, a, ifelse(ok, z, NA), our("z"), "z"); check(tag, a, ifelse(ok, 2 * pnorm(-abs(z)), NA), our("pValue"), "p")
  check(tag, a, unname(exp(b + qnorm(.975) * ifelse(ok, sqrt(diag(f$var)), NA))), our("upper"), "upper")
  con <- f$concordance; if (!is.na(con["concordance"])) { check(paste(tag, "concordance"), a, con[["concordance"]], num(j$concordance), "concordance"); check(paste(tag, "concordance"), a, con[["std"]], num(j$concordanceStdErr), "concordance se") }
  if (ties != "exact" && all(ok)) {
    zph <- tryCatch(cox.zph(f, "km"), error = function(e) NULL)
    if (!is.null(zph)) { tb <- zph$table; got <- sapply(j$proportionalHazards, function(r) num(r$chiSquare)); check(paste(tag, "zph"), a, unname(tb[, 1]), unname(got), "zph") }
  }
  f
}

residual <- function(d, file, covariates, ties, entry, strata, weight) {
  S <- if (entry) "Surv(entry,time,event)" else "Surv(time,event)"; fm <- as.formula(paste(S, "~", gsub(",", "+", covariates), if (strata) "+strata(s)"))
  call <- list(fm, d, ties = ties, control = coxph.control(eps = 1e-13, iter.max = 60)); if (weight) call$weights <- d$w
  warned <- FALSE
  f <- tryCatch(withCallingHandlers(do.call(coxph, call), warning = function(w) { warned <<- TRUE; invokeRestart("muffleWarning") }), error = function(e) NULL)
  if (is.null(f) || warned || f$nevent == 0 || anyNA(coef(f)) || any(abs(coef(f)) > 12)) return()
  for (kind in c("martingale", "deviance", "score", "dfbeta", "schoenfeld", "scaled-schoenfeld", "baseline")) {
    a <- c("survival", "residuals", file, "--time", "time", "--event", "event", "--covariates", covariates, "--ties", ties, "--kind", kind, if (entry) c("--entry", "entry"), if (strata) c("--strata", "s"), if (weight) c("--weight", "w"))
    j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses residuals", a); next }
    tag <- paste("residuals", kind, if (weight) "weight")
    if (kind == "baseline") {
      h <- basehaz(f, centered = FALSE); h <- h[order(if (strata) as.character(h$strata) else rep("", nrow(h)), h$time), ]
      check(tag, a, h$hazard, sapply(j$steps, function(r) num(r$hazard)), "hazard"); next
    }
    theirs <- switch(kind, "scaled-schoenfeld" = residuals(f, "scaledsch"), residuals(f, kind))
    ours <- t(sapply(j$residuals, function(r) unlist(r$values))); if (length(coef(f)) == 1 || kind %in% c("martingale", "deviance")) ours <- as.vector(ours)
    if (grepl("schoenfeld", kind)) { o <- function(m) m[order(if (is.matrix(m)) apply(signif(m, 9), 1, paste, collapse = " ") else signif(m, 9)), ]; theirs <- as.matrix(theirs); ours <- as.matrix(ours); theirs <- sort(as.vector(theirs)); ours <- sort(as.vector(ours)) }
    check(tag, a, as.vector(unname(as.matrix(theirs))), as.vector(as.matrix(ours)), kind)
  }
}

rmst <- function(d, file) {
  if (length(unique(d$g)) != 2) return()
  tau <- signif(min(tapply(d$time, d$g, max)) * sample(c(.5, .8, 1), 1), 4); if (tau > min(tapply(d$time, d$g, max))) tau <- min(tapply(d$time, d$g, max))
  a <- c("survival", "rmst", file, "--time", "time", "--event", "event", "--group", "g", "--tau", format(tau, digits = 15)); j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses rmst", a); return() }
  one <- function(dd) { f <- survfit(Surv(time, event) ~ 1, dd); i <- f$time <= tau; tt <- c(f$time[i], tau); s <- c(1, f$surv[i]); area <- diff(c(0, tt)) * s; ev <- f$n.event[i]; r <- f$n.risk[i]
    rest <- rev(cumsum(rev(area[-1]))); v <- ifelse(r - ev > 0, ev / (r * (r - ev)), 0); c(sum(area), sqrt(sum(rest^2 * v))) }
  m <- sapply(sort(unique(d$g)), function(g) one(d[d$g == g, ]))
  check("rmst", a, m[1, ], sapply(j$groups, function(g) g$rmst), "rmst"); check("rmst", a, m[2, ], sapply(j$groups, function(g) num(g$stdErr)), "se")
  dif <- m[1, 2] - m[1, 1]; se <- sqrt(sum(m[2, ]^2)); z <- qnorm(.975)
  if (se > 0) { check("rmst", a, c(dif, dif - z * se, dif + z * se, 2 * pnorm(-abs(dif / se))), c(j$difference$estimate, num(j$difference$lower), num(j$difference$upper), num(j$difference$pValue)), "difference")
    lr <- log(m[1, 2] / m[1, 1]); ls <- sqrt(sum((m[2, ] / m[1, ])^2)); check("rmst", a, c(exp(lr + c(0, -z, z) * ls), 2 * pnorm(-abs(lr / ls))), c(j$ratio$estimate, num(j$ratio$lower), num(j$ratio$upper), num(j$ratio$pValue)), "ratio")
    if (all(tau - m[1, ] > 1e-12 * tau)) { lr <- log((tau - m[1, 2]) / (tau - m[1, 1])); ls <- sqrt(sum((m[2, ] / (tau - m[1, ]))^2)); check("rmst", a, exp(lr + c(0, -z, z) * ls), c(num(j$lostTimeRatio$estimate), num(j$lostTimeRatio$lower), num(j$lostTimeRatio$upper)), "lost time ratio") } }
}

competing <- function(d, file) {
  a <- c("survival", "cuminc", file, "--time", "time", "--event", "cause", "--group", "g"); j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses cuminc", a); return() }
  for (g in j$groups) {
    dd <- d[d$g == g$group, ]; f <- survfit(Surv(time, factor(cause, 0:2)) ~ 1, dd); c <- which(f$states == as.character(g$cause))
    at <- match(signif(sapply(g$curve, function(r) r$time), 10), signif(f$time, 10))
    check("cuminc", a, f$pstate[at, c], sapply(g$curve, function(r) r$incidence), "incidence"); check("cuminc", a, f$std.err[at, c], sapply(g$curve, function(r) num(r$stdErr)), "se")
  }
  if (requireNamespace("cmprsk", quietly = TRUE) && length(unique(d$g)) > 1) {
    gray <- tryCatch(cmprsk::cuminc(d$time, d$cause, d$g)$Tests, error = function(e) NULL)
    for (row in j$gray) if (!is.null(gray) && as.character(row$cause) %in% rownames(gray) && isTRUE(gray[as.character(row$cause), 1] > 0)) check("gray", a, gray[as.character(row$cause), c("stat", "pv")], c(num(row$chiSquare), num(row$pValue)), "gray")
  }
  a <- c("survival", "finegray", file, "--time", "time", "--event", "cause", "--covariates", "x1,x3"); j <- ask(a)
  if (!is.null(j$refused) || sum(d$cause == 1) < 3) return()
  fg <- tryCatch(finegray(Surv(time, factor(cause, 0:2)) ~ x1 + x3, d, etype = 1), error = function(e) NULL); if (is.null(fg)) return()
  f <- tryCatch(coxph(Surv(fgstart, fgstop, fgstatus) ~ x1 + x3, fg, weights = fgwt, ties = "breslow", robust = FALSE, control = coxph.control(eps = 1e-13, iter.max = 60)), warning = function(w) NULL, error = function(e) NULL)
  if (!is.null(f) && all(abs(coef(f)) < 12)) check("fine-gray, finegray()", a, unname(coef(f)), sapply(j$coefficients, function(r) num(r$estimate)), "coef")
  if (requireNamespace("cmprsk", quietly = TRUE)) {
    f <- tryCatch(cmprsk::crr(d$time, d$cause, cbind(d$x1, d$x3), gtol = 1e-11, maxiter = 60), error = function(e) NULL, warning = function(w) NULL)
    if (!is.null(f) && f$converged && all(abs(f$coef) < 12)) { check("fine-gray, crr", a, unname(f$coef), sapply(j$coefficients, function(r) num(r$estimate)), "coef"); check("fine-gray, crr", a, sqrt(diag(f$var)), sapply(j$coefficients, function(r) num(r$stdErr)), "se") }
  }
}

firth <- function(d, file) {
  if (sum(d$event) < 2) return()
  a <- c("survival", "cox", file, "--time", "time", "--event", "event", "--covariates", "x1,x3", "--firth"); j <- ask(a); if (!is.null(j$refused)) { said("cavum refuses firth", a); return() }
  if (any(sapply(j$coefficients, function(r) is.null(r$estimate)))) return()
  pen <- function(b) { f <- suppressWarnings(coxph(Surv(time, event) ~ x1 + x3, d, ties = "breslow", init = b, iter.max = 0)); f$loglik[2] - .5 * as.numeric(determinant(f$var)$modulus) }
  best <- sapply(j$coefficients, function(r) r$estimate); here <- pen(best)
  g <- sapply(1:2, function(k) { h <- 1e-4; e <- replace(c(0, 0), k, h); (8 * (pen(best + e) - pen(best - e)) - (pen(best + 2 * e) - pen(best - 2 * e))) / (12 * h) })
  check("firth score", a, c(1, 1), 1 + g, "gradient at the estimate", 1e-6)
  for (k in 1:2) for (side in c("lower", "upper")) { v <- num(j$coefficients[[k]][[side]]); if (is.na(v)) next
    b <- log(v); o <- optimise(function(x) { bb <- best; bb[k] <- b; bb[3 - k] <- x; pen(bb) }, best[3 - k] + c(-25, 25), maximum = TRUE, tol = 1e-10)$objective
    check("firth limits", a, qchisq(.95, 1), 2 * (here - o), "drop at the limit", 1e-6) }
  null <- optimise(function(x) pen(c(0, x)), c(-25, 25), maximum = TRUE, tol = 1e-10)$objective
  check("firth p", a, pchisq(2 * (here - null), 1, lower.tail = FALSE), num(j$coefficients[[1]]$pValue), "p", 1e-6)
}

parametric <- function(d, file) {
  if (sum(d$event) < 3 || nrow(d) < 8) return()
  for (fam in c("exponential", "weibull", "log-normal", "log-logistic")) {
    a <- c("survival", "parametric", file, "--time", "time", "--event", "event", "--covariates", "x1,x3", "--family", fam); j <- ask(a)
    warned <- FALSE
    f <- tryCatch(withCallingHandlers(survreg(Surv(time, event) ~ x1 + x3, d, dist = gsub("-", "", fam), control = survreg.control(rel.tolerance = 1e-13, maxiter = 200)), warning = function(w) { warned <<- TRUE; invokeRestart("muffleWarning") }), error = function(e) NULL)
    if (!is.null(j$refused) || is.null(f) || warned || any(!is.finite(sqrt(diag(f$var))))) { agree(paste("parametric", fam, "refusal"), a, !is.null(j$refused), is.null(f) || warned); next }
    m <- j$models[[1]]; p <- setNames(lapply(m$parameters, function(r) r), sapply(m$parameters, function(r) r$name)); b <- coef(f); s <- f$scale
    check(paste("parametric", fam), a, f$loglik[2], m$logLikelihood, "loglik")
    base <- switch(fam, exponential = c(-b[2], -b[3]), b[2:3]); check(paste("parametric", fam), a, unname(base), c(p$x1$estimate, p$x3$estimate), "coef", 1e-7)
    check(paste("parametric", fam), a, unname(sqrt(diag(f$var))[2:3]), c(num(p$x1$stdErr), num(p$x3$stdErr)), "se", 1e-6)
    first <- switch(fam, exponential = exp(-b[1]), weibull = 1 / s, "log-normal" = b[1], "log-logistic" = 1 / s); check(paste("parametric", fam), a, unname(first), p[[1]]$estimate, "first parameter", 1e-7)
  }
  lo <- d$time * ifelse(d$event == 1, .8, 1); hi <- ifelse(d$event == 1, d$time * 1.3, NA); x <- data.frame(lo = lo, hi = hi, x1 = d$x1); file2 <- sub(".csv", "-i.csv", file); write.csv(x, file2, row.names = FALSE, quote = FALSE)
  for (fam in c("weibull", "log-normal", "log-logistic", "exponential")) {
    a <- c("survival", "parametric", file2, "--lower", "lo", "--upper", "hi", "--covariates", "x1", "--family", fam); j <- ask(a)
    f <- tryCatch(survreg(Surv(lo, hi, type = "interval2") ~ x1, x, dist = gsub("-", "", fam), control = survreg.control(rel.tolerance = 1e-13, maxiter = 200)), warning = function(w) NULL, error = function(e) NULL)
    if (is.null(f) || !is.null(j$refused)) { agree(paste("interval-censored", fam, "refusal"), a, !is.null(j$refused), is.null(f)); next }
    m <- j$models[[1]]; check(paste("interval-censored", fam), a, f$loglik[2], m$logLikelihood, "loglik"); p <- m$parameters[[length(m$parameters)]]
    check(paste("interval-censored", fam), a, unname(coef(f)[2]) * (if (fam == "exponential") -1 else 1), p$estimate, "coef", 1e-7)
  }
}

set.seed(seed)
folder <- if (length(args) > 3) args[4] else tempfile(); dir.create(folder, showWarnings = FALSE)
for (k in seq_len(sets)) {
  d <- make(k); file <- file.path(folder, sprintf("set%d.csv", k)); options(digits = 17); write.csv(format(d, digits = 17, trim = TRUE), file, row.names = FALSE, quote = FALSE)
  d <- read.csv(file)
  flip <- function(p = .5) runif(1) < p
  for (type in c("log", "log-log", "plain", "logit", "arcsin")) km(d, file, flip(.3), flip(), flip(.3), flip(.3), type, sample(c(".95", ".9"), 1))
  for (r in c("0", "1", "0.5")) logrank(d, file, flip(), r, FALSE)
  cox(d, file, "x1,x2,x3", "efron", FALSE, FALSE, FALSE, FALSE, FALSE); cox(d, file, "x1,x3", "breslow", flip(), flip(), FALSE, FALSE, flip()); cox(d, file, "x1,x3", "efron", flip(), flip(), TRUE, flip(), FALSE)
  cox(d, file, "x1", "efron", TRUE, flip(), FALSE, TRUE, FALSE); if (nrow(d) <= 40) cox(d, file, "x1,x3", "exact", FALSE, flip(), FALSE, FALSE, FALSE)
  residual(d, file, "x1,x3", sample(c("efron", "breslow"), 1), flip(), flip(), flip())
  rmst(d, file); competing(d, file); firth(d, file); parametric(d, file)
}
report()
