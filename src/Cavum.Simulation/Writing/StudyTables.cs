using Cavum.Core;
using Cavum.Study;

namespace Cavum.Simulation;

/// <summary>The tables and documents of the study folder, as texts by file name; raw files and sources.csv are not among them.</summary>
internal static class StudyTables
{
    public static IEnumerable<(string File, string Text)> Of(Cohort cohort, IReadOnlyList<PlannedRun> runs)
    {
        yield return ("design.json", StudyDocuments.Design(cohort.Settings));
        yield return ("assays/" + AssayFile.NameOf(cohort.Settings.Qpcr) + ".json", AssayFile.Json(cohort.Settings.Qpcr));
        yield return ("subjects.csv", Subjects(cohort));
        yield return ("prior-icb.csv", PriorIcb(cohort));
        yield return ("exposures.csv", Exposures(cohort));
        yield return ("samples.csv", Samples(cohort, runs));
        yield return ("serology.csv", Serology(cohort));
        yield return ("scans.csv", Scans(cohort));
        yield return ("marks.csv", Marks(cohort));
        yield return ("reads.csv", Reads(cohort));
        yield return ("labs.csv", Labs(cohort));
        yield return ("adverse-events.csv", AdverseEvents(cohort));
        yield return ("events.csv", Events(cohort));
        yield return ("deaths.csv", Deaths(cohort));
        yield return ("measurements.csv", Measurements(cohort));
        foreach (var file in PlanHistory.First(StudyDocuments.Design(cohort.Settings), Frozen(cohort), "before the first subject was treated")) yield return file;
        yield return ("study.json", StudyDocuments.Study());
    }

    private static string Subjects(Cohort cohort)
    {
        var csv = new Csv("subject,setting,sex,birthDate,heightCm,weightKg,stageEdition,t,n,m,diagnosisDate,consentDate,ecog");
        foreach (var s in cohort.Subjects)
        {
            var p = s.Person;
            csv.Row(s.Subject, s.Setting, p.Sex, p.BirthDate, p.HeightCm, p.WeightKg, p.StageEdition, p.T, p.N, p.M, p.DiagnosisDate, p.ConsentDate, p.Ecog);
        }
        return csv.ToString();
    }

    private static string PriorIcb(Cohort cohort)
    {
        var csv = new Csv("subject,drug,partner,startDate,lastDoseDate,bestResponse,progressionDate");
        foreach (var s in cohort.Subjects)
            csv.Row(s.Subject, s.Prior.Drug, s.Prior.Partner, s.Prior.StartDate, s.Prior.LastDoseDate, s.Prior.BestResponse, s.Prior.ProgressionDate);
        return csv.ToString();
    }

    private static string Exposures(Cohort cohort)
    {
        var csv = new Csv("subject,drug,product,startDate,endDate,dose,unit,lot");
        foreach (var s in cohort.Subjects)
            foreach (var e in s.Exposures)
                csv.Row(s.Subject, e.Drug, e.Product, s.DateOf(e.StartDay), s.DateOf(e.EndDay), e.Dose, e.Unit, e.Lot);
        return csv.ToString();
    }

    private static string Samples(Cohort cohort, IReadOnlyList<PlannedRun> runs)
    {
        var runOf = runs.SelectMany(r => r.Samples.Select(s => (s.Sample, r.Path))).ToDictionary(p => p.Sample, p => p.Path, StringComparer.Ordinal);
        var csv = new Csv("sample,subject,collectedDate,matrix,run,runSample,assay,reported,reportedUnit,lod,loq");
        foreach (var s in cohort.Subjects)
            foreach (var p in s.Samples)
            {
                if (p.Reported is { } words)
                    csv.Row(p.Sample, s.Subject, p.Collected, "plasma", null, null, AssayFile.Name, words, "copies/mL", AssayFile.LodCopiesPerMl, AssayFile.LoqCopiesPerMl);
                else csv.Row(p.Sample, s.Subject, p.Collected, "plasma", runOf[p.Sample], p.Sample, AssayFile.NameOf(cohort.Settings.Qpcr), null, null, null, null);
            }
        return csv.ToString();
    }

    private static string Serology(Cohort cohort)
    {
        var csv = new Csv("subject,collectedDate,antigen,isotype,kit,lot,value,unit,cutoff");
        foreach (var s in cohort.Subjects)
            foreach (var v in s.Serology)
                csv.Row(s.Subject, s.DateOf(v.Day), v.Antigen, v.Isotype, v.Kit, v.Lot, v.Value, v.Unit, v.Cutoff);
        return csv.ToString();
    }

    private static string Scans(Cohort cohort)
    {
        var csv = new Csv("scan,subject,date,timePoint,pt,ct");
        foreach (var (s, scan) in AllScans(cohort))
            csv.Row(scan.Scan, s.Subject, scan.Date, scan.TimePoint, PetFiles.PtPath(scan), PetFiles.CtPath(scan));
        return csv.ToString();
    }

    private static string Marks(Cohort cohort)
    {
        var csv = new Csv("scan,mark,kind,site,x,y,z,method,mask,roi,reader");
        foreach (var (s, scan) in AllScans(cohort))
            foreach (var m in ReaderMarks.Marks(cohort.Settings, s, scan))
                csv.Row(m.Scan, m.Mark, m.Kind, m.Site, Math.Round(m.At.X, 1), Math.Round(m.At.Y, 1), Math.Round(m.At.Z, 1), m.Method, null, null, m.Reader);
        return csv.ToString();
    }

    private static string Reads(Cohort cohort)
    {
        var csv = new Csv("scan,reader,hopkins,newLesion,comment");
        foreach (var (s, scan) in AllScans(cohort))
        {
            var read = ReaderMarks.Read(cohort.Settings, s, scan);
            csv.Row(read.Scan, read.Reader, read.Hopkins, read.NewLesion, read.Comment);
        }
        return csv.ToString();
    }

    /// <summary>The scans that are in the folder: none when PET is switched off.</summary>
    public static IEnumerable<(SimulatedSubject Subject, SimulatedScan Scan)> AllScans(Cohort cohort) =>
        cohort.Settings.Pet.Write ? cohort.Subjects.SelectMany(s => s.Scans.Select(scan => (s, scan))) : [];

    private static string Labs(Cohort cohort)
    {
        var csv = new Csv("subject,date,test,value,unit,lower,upper");
        foreach (var s in cohort.Subjects)
            foreach (var l in s.Labs)
                csv.Row(s.Subject, s.DateOf(l.Day), l.Test, l.Value, l.Unit, l.Lower, l.Upper);
        return csv.ToString();
    }

    private static string AdverseEvents(Cohort cohort)
    {
        var csv = new Csv("subject,term,grade,startDate,endDate,serious,relatedAsparaginase,relatedAntiPd1");
        foreach (var s in cohort.Subjects)
            foreach (var a in s.AdverseEvents)
                csv.Row(s.Subject, a.Term, a.Grade, s.DateOf(a.StartDay), a.EndDay is { } end ? s.DateOf(end) : null, a.Serious, a.RelatedAsparaginase, a.RelatedAntiPd1);
        return csv.ToString();
    }

    private static string Events(Cohort cohort)
    {
        var csv = new Csv("subject,date,event,basis");
        foreach (var s in cohort.Subjects)
        {
            var c = s.Study;
            if (c.ProgressionDay is { } progression) csv.Row(s.Subject, s.DateOf(progression), "progression", c.ProgressionBasis);
            if (c.NewTherapyDay is { } therapy) csv.Row(s.Subject, s.DateOf(therapy), "newTherapy", "clinical");
            if (c.WithdrawalDay is { } withdrawal) csv.Row(s.Subject, s.DateOf(withdrawal), "withdrawal", "subject's wish");
            if (c.DeathDay is null) csv.Row(s.Subject, s.DateOf(c.LastDay), "lastContact", "clinical");
        }
        return csv.ToString();
    }

    private static string Deaths(Cohort cohort)
    {
        var csv = new Csv("subject,date,cause");
        foreach (var s in cohort.Subjects)
            if (s.Study.DeathDay is { } day) csv.Row(s.Subject, s.DateOf(day), s.Study.DeathCause);
        return csv.ToString();
    }

    /// <summary>The plan was frozen two weeks before the first dose of the study.</summary>
    private static DateTimeOffset Frozen(Cohort cohort) =>
        new(cohort.Subjects.Min(s => s.Study.Day0).AddDays(-14).ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero);

    /// <summary>Sums of diameters from the readers' assessments of both lines; the prior line started at a sum of its own.</summary>
    private static string Measurements(Cohort cohort)
    {
        var csv = new Csv("subject,date,sumOfDiametersMm");
        foreach (var s in cohort.Subjects)
        {
            double first = 40 + 7 * (s.Index % 9);
            double baseline = first * s.Truth.PriorLine.Course.DiameterAt(s.Prior.PfsDays + s.Study.Day0.DayNumber - s.Prior.ProgressionDate.DayNumber);
            csv.Row(s.Subject, s.Prior.StartDate, Millimetres(first));
            foreach (var a in s.Prior.Outcome.Assessments) csv.Row(s.Subject, s.Prior.StartDate.AddDays(a.Day), Millimetres(first * a.Diameter));
            csv.Row(s.Subject, s.Study.Day0, Millimetres(baseline));
            foreach (var a in s.Study.Outcome.Assessments.Where(a => a.Day <= s.Study.LastDay)) csv.Row(s.Subject, s.DateOf(a.Day), Millimetres(baseline * a.Diameter));
        }
        return csv.ToString();

        static double Millimetres(double sum) => Math.Round(sum, 0);
    }
}
