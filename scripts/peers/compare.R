# Shared by the scripts that run Cavum beside R: asks the command line, holds each value against R's, prints what differs.
tally <- new.env(); tally$rows <- list(); tally$shown <- 0
num <- function(v) if (is.null(v)) NA_real_ else if (is.character(v)) NA_real_ else as.numeric(v)

ask <- function(a) {
  err <- tempfile()
  out <- suppressWarnings(system2(cavum, c(shQuote(a), "--json"), stdout = TRUE, stderr = err))
  status <- attr(out, "status"); if (!is.null(status) && !(status %in% c(0, 1))) cat("EXIT", status, paste(a, collapse = " "), readLines(err, 3), "\n")
  jsonlite::fromJSON(paste(out, collapse = "\n"), simplifyVector = FALSE)
}

note <- function(tag, n, bad, worst) {
  tag <- gsub(" +", " ", trimws(tag))
  r <- tally$rows[[tag]]; if (is.null(r)) r <- c(0, 0, 0)
  tally$rows[[tag]] <- c(r[1] + n, r[2] + bad, max(r[3], worst))
}

show <- function(...) { tally$shown <- tally$shown + 1; if (tally$shown <= 60) cat(..., "\n") }

# Values within tol relative, or 1e-12 absolute; a value that does not exist agrees only with one that does not exist.
check <- function(tag, a, theirs, ours, what, tol = 1e-9) {
  tag <- gsub(" +", " ", trimws(tag))
  if (is.character(theirs)) { bad <- !identical(as.character(theirs), as.character(ours)); note(tag, 1, bad, 0); if (bad) show("DIFF", tag, what, "| R", theirs, "| ours", unlist(ours), "|", a); return(invisible()) }
  theirs <- as.numeric(theirs); ours <- as.numeric(unlist(ours)); theirs[is.nan(theirs)] <- NA
  if (length(theirs) != length(ours)) { note(tag, 1, 1, 0); show("LENGTH", tag, what, length(theirs), length(ours), "|", a); return(invisible()) }
  theirs[is.infinite(theirs)] <- NA
  off <- abs(theirs - ours); bad <- ifelse(is.na(theirs) | is.na(ours), is.na(theirs) != is.na(ours), off > pmax(tol * abs(theirs), 1e-12))
  rel <- ifelse(is.na(off) | off <= 1e-12, 0, off / pmax(abs(theirs), 1e-300))
  note(tag, length(theirs), sum(bad), max(rel, 0))
  if (any(bad)) { i <- which(bad)[1]; show("DIFF", tag, what, sum(bad), "of", length(bad), "| first", i, "R", format(theirs[i], digits = 15), "ours", format(ours[i], digits = 15), "|", a) }
}

agree <- function(tag, a, ours, theirs) { note(tag, 1, ours != theirs, 0); if (ours != theirs) show("REFUSAL", tag, if (ours) "only cavum refuses" else "only R refuses or warns", "|", a) }
said <- function(what, a) show("NOTE", what, "|", a)

report <- function() {
  cat("\n| compared | values | differ | worst relative |\n|---|---|---|---|\n")
  for (tag in sort(names(tally$rows))) { r <- tally$rows[[tag]]; cat(sprintf("| %s | %d | %d | %.1e |\n", tag, as.integer(r[1]), as.integer(r[2]), r[3])) }
  all <- Reduce(`+`, lapply(tally$rows, function(r) r[1:2])); cat(sprintf("| **all** | %d | %d | |\n", as.integer(all[1]), as.integer(all[2])))
}
