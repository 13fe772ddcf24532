package directive

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/upload"
	"neove/internal/vntext"
	"neove/internal/web"
)

func (s *Service) attachPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	file, err := upload.FromForm(f, "file")
	if err == nil {
		err = s.Attach(x.R.Context(), by, x.Path("id"), file)
	}
	return s.done(by, x, f, err, "directive.file.saved")
}

// done ends a small form of a document's page.
func (s *Service) done(by access.Actor, x *web.Exchange, f *web.Form, err error, notice string, args ...any) error {
	if err != nil {
		return s.showDocument(by, x, f.Values(), err)
	}
	x.Notice(notice, args...)
	return x.See(documentPath + "/" + x.Path("id"))
}

func (s *Service) addressPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	to, err := s.readAddress(x, f, d.Unit, d.On)
	if err != nil {
		return err
	}
	n := 0
	if err = f.Err(); err == nil {
		n, err = s.Address(x.R.Context(), by, d.ID, to)
	}
	return s.done(by, x, f, err, "directive.recipients.saved", "n", n)
}

func (s *Service) remindPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	n, err := s.Remind(x.R.Context(), by, x.Path("id"), nil, f.Text("note", maxName))
	return s.done(by, x, f, err, "directive.document.reminded", "n", n, "time", vntext.Date(clock.DateOf(s.db.Now()))+" "+s.db.Now().In(clock.Vietnam).Format("15:04"))
}
