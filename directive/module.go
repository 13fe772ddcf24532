package directive

import (
	"embed"

	"neove/access"
	"neove/internal/module"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	return module.Module{Name: "directive", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: SeedKinds, Work: s.work,
		Entries: map[string]string{documentKind: documentPath + "/", recipientKind: recipientPath + "/", surveyKind: surveyPath + "/"}}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	return []web.Route{
		page("GET", documentPath, mayRead, s.registerPage),
		page("POST", documentPath, mayIssue, s.issuePost),
		page("GET", documentPath+"/new", mayIssue, s.newPage),
		page("GET", documentPath+".xlsx", mayRead, s.registerSheet),
		page("GET", documentPath+"/template.xlsx", mayIssue, s.templateSheet),
		page("GET", documentPath+"/import", mayIssue, s.importPage),
		page("POST", documentPath+"/import", mayIssue, s.importPost),
		page("GET", documentPath+"/{id}/recipients.xlsx", mayRead, s.recipientsSheet),
		page("GET", documentPath+"/{id}", mayRead, s.documentPage),
		page("GET", documentPath+"/{id}/amend", mayIssue, s.amendPage),
		page("POST", documentPath+"/{id}/amend", mayIssue, s.amendPost),
		page("POST", documentPath+"/{id}/withdraw", mayIssue, s.withdrawPost),
		page("POST", documentPath+"/{id}/recipients", mayIssue, s.addressPost),
		page("POST", documentPath+"/{id}/remind", mayIssue, s.remindPost),
		page("POST", documentPath+"/{id}/files", mayIssue, s.attachPost),
		page("GET", "/directive/files/{id}", mayRead, s.fileDownload),
		page("GET", documentPath+"/{id}/tasks", mayWork, s.taskGridPage),
		page("POST", documentPath+"/{id}/tasks", mayWork, s.taskGridPost),

		page("GET", recipientPath+"/{id}", mayRead, s.recipientPage),
		page("POST", recipientPath+"/{id}/acknowledge", mayAnswer, s.acknowledgePost),
		page("POST", recipientPath+"/{id}/answer", mayAnswer, s.answerPost),
		page("POST", recipientPath+"/{id}/return", mayIssue, s.returnPost),
		page("POST", recipientPath+"/{id}/remind", mayIssue, s.remindOnePost),
		page("POST", recipientPath+"/{id}/drop", mayIssue, s.dropPost),

		page("GET", taskPath, mayRead, s.tasksPage),
		page("GET", taskPath+".xlsx", mayRead, s.tasksSheet),
		page("GET", taskPath+"/{id}", mayRead, s.taskPage),
		page("POST", taskPath+"/{id}/settle", mayWork, s.settlePost),
		page("POST", taskPath+"/{id}/amend", mayWork, s.taskAmendPost),
		page("GET", nextPath, mayRead, s.nextPage),
		page("POST", nextPath, mayWork, s.nextPost),

		page("GET", surveyPath, mayRead, s.surveysPage),
		page("GET", surveyPath+".xlsx", mayRead, s.surveysSheet),
		page("POST", surveyPath, maySurvey, s.surveyPost),
		page("GET", surveyPath+"/new", maySurvey, s.surveyNewPage),
		page("GET", surveyPath+"/{id}", mayRead, s.surveyPage),
		page("GET", surveyPath+"/{id}/amend", maySurvey, s.surveyAmendPage),
		page("POST", surveyPath+"/{id}/amend", maySurvey, s.surveyAmendPost),
		page("POST", surveyPath+"/{id}/withdraw", maySurvey, s.surveyWithdrawPost),
		page("GET", surveyPath+"/{id}/findings/{finding}", mayRead, s.findingPage),
		page("POST", surveyPath+"/{id}/findings/{finding}", mayWork, s.followPost),
	}
}
